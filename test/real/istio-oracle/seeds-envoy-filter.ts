const manager = 'envoy.filters.network.http_connection_manager';
const type = (name: string) => `type.googleapis.com/${name}`;
const router = { '@type': type('envoy.extensions.filters.http.router.v3.Router') };
const lua = { '@type': type('envoy.extensions.filters.http.lua.v3.Lua'), default_source_code: { inline_string: 'x' } };
const patch = (applyTo: string, operation: string, value?: object, match?: object) => ({
  configPatches: [{ applyTo, ...(match && { match }), patch: { operation, ...(value && { value }) } }],
});
const chain = (filter: object) => ({ context: 'SIDECAR_OUTBOUND', listener: { filterChain: { filter } } });

/** Patches of every place, with values that are Envoy's and values that are not. */
export const envoyFilters: readonly object[] = [
  patch(
    'HTTP_FILTER',
    'INSERT_BEFORE',
    { name: 'a', typed_config: lua },
    chain({ name: manager, subFilter: { name: 'b' } }),
  ),
  patch('HTTP_FILTER', 'INSERT_FIRST', { name: 'envoy.filters.http.router', typed_config: router }),
  patch('HTTP_FILTER', 'INSERT_BEFORE', { name: 'a', typedConfig: router }, chain({ name: manager, subFilter: {} })),
  patch(
    'HTTP_FILTER',
    'INSERT_BEFORE',
    { name: 'a', typed_config: router },
    chain({ name: 'x', subFilter: { name: 'b' } }),
  ),
  patch(
    'NETWORK_FILTER',
    'INSERT_BEFORE',
    { name: 'a', typed_config: router },
    chain({ name: manager, subFilter: { name: 'b' } }),
  ),
  patch(
    'HTTP_FILTER',
    'MERGE',
    { name: 'a' },
    chain({ name: 'envoy.http_connection_manager', subFilter: { name: 'envoy.router' } }),
  ),
  patch('HTTP_FILTER', 'ADD', { name: 'a', config: { b: 1 } }),
  patch('HTTP_FILTER', 'ADD', { name: 'a', typed_config: { '@type': type('envoy.config.filter.http.lua.v2.Lua') } }),
  patch('HTTP_FILTER', 'ADD', { name: 'a', typed_config: { '@type': type('nope.Nope') } }),
  patch('HTTP_FILTER', 'ADD', { name: 'a', typed_config: { inline_code: 'x' } }),
  patch('HTTP_FILTER', 'ADD', { name: 'a', config_discovery: { config_source: { ads: {} }, type_urls: ['a'] } }),
  patch('HTTP_FILTER', 'ADD', {
    name: 'a',
    typed_config: { '@type': type('udpa.type.v1.TypedStruct'), type_url: 'x', value: {} },
  }),
  patch('HTTP_FILTER', 'ADD', {
    name: 'a',
    typed_config: { '@type': type('xds.type.v3.TypedStruct'), value: { b: 1 } },
  }),
  patch('LISTENER', 'MERGE', { per_connection_buffer_limit_bytes: 1 }, chain({ name: 'b' })),
  patch('FILTER_CHAIN', 'REMOVE', undefined, chain({ name: 'envoy.tcp_proxy' })),
  patch('NETWORK_FILTER', 'REMOVE', undefined, chain({})),
  patch('NETWORK_FILTER', 'REPLACE', {
    name: 'envoy.filters.network.tcp_proxy',
    typed_config: {
      '@type': type('envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy'),
      stat_prefix: 'a',
      cluster: 'b',
    },
  }),
  patch('LISTENER', 'MERGE', {}, { cluster: { service: 'a' } }),
  patch(
    'CLUSTER',
    'MERGE',
    { connect_timeout: '1s', lb_policy: 'RING_HASH' },
    { cluster: { service: 'a', portNumber: 80, subset: 'v1' } },
  ),
  patch('CLUSTER', 'ADD', { name: 'a', type: 'STRICT_DNS' }, { listener: { portNumber: 80 } }),
  patch('CLUSTER', 'MERGE', { nope: 1 }),
  patch('CLUSTER', 'MERGE', {
    transport_socket: {
      name: 'a',
      typed_config: { '@type': type('envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext'), sni: 'a' },
    },
  }),
  patch(
    'ROUTE_CONFIGURATION',
    'MERGE',
    { validate_clusters: true },
    { routeConfiguration: { name: '80', vhost: { name: 'a', route: { action: 'ROUTE' } } } },
  ),
  patch('VIRTUAL_HOST', 'MERGE', { rate_limits: [] }, { routeConfiguration: { gateway: 'shop/web', portNumber: 80 } }),
  patch('HTTP_ROUTE', 'MERGE', { route: { timeout: '1s' } }, { cluster: {} }),
  patch('HTTP_ROUTE', 'MERGE', { typed_per_filter_config: { a: lua } }),
  patch('EXTENSION_CONFIG', 'ADD', { name: 'a', typed_config: router }),
  patch('BOOTSTRAP', 'MERGE', { stats_flush_interval: '5s' }),
  patch('LISTENER_FILTER', 'INSERT_FIRST', {
    name: 'envoy.filters.listener.tls_inspector',
    typed_config: { '@type': type('envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector') },
  }),
  patch('CLUSTER', 'MERGE', { name: 'a' }, { proxy: { proxyVersion: '^1\\.31.*', metadata: { a: 'b' } } }),
  patch('CLUSTER', 'MERGE', { name: 'a' }, { proxy: { proxyVersion: `${'a'.repeat(1025)}` } }),
  patch('CLUSTER', 'MERGE', { name: 'a' }, { proxy: { proxyVersion: '[' } }),
  patch('HTTP_FILTER', 'ADD', { name: 'a' }, { context: 'WAYPOINT' }),
  {
    workloadSelector: { labels: { app: 'a' } },
    configPatches: [{ applyTo: 'CLUSTER', patch: { operation: 'REMOVE' } }],
    priority: -1,
  },
  { targetRefs: [{ kind: 'Gateway', group: 'gateway.networking.k8s.io', name: 'a' }], configPatches: [] },
];
