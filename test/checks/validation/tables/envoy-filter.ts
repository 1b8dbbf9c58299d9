import type { Row, Table } from './table.ts';

const always = 'warning spec: reaches into Envoy';
const filters = (patch: unknown, ...problems: string[]): Row => [{ configPatches: [patch] }, always, ...problems];
const at = 'spec.configPatches[0]';
const merge = { operation: 'MERGE', value: {} };
const listener = (applyTo: string, filter: unknown, ...problems: string[]) =>
  filters({ applyTo, match: { listener: { filterChain: { filter } } }, patch: { operation: 'REMOVE' } }, ...problems);
const patch = (applyTo: string, value: unknown, ...problems: string[]) =>
  filters({ applyTo, patch: { operation: 'ADD', value } }, ...problems);
const typed = (type: string, ...problems: string[]) =>
  patch('HTTP_FILTER', { name: 'a', typed_config: { '@type': type } }, ...problems);
const hcm = 'envoy.filters.network.http_connection_manager';
const filterAt = `${at}.match.listener.filterChain.filter`;
const typeAt = `${at}.patch.value.typed_config["@type"]`;

const patches: readonly Row[] = [
  [{}, always],
  [{ workloadSelector: { labels: { app: 'a' } } }, always],
  [{ workloadSelector: {} }, always, 'warning spec.workloadSelector: names no labels'],
  [{ workloadSelector: { labels: { app: 'a*' } } }, always, 'error spec.workloadSelector.labels.app: wildcards'],
  filters({ applyTo: 'CLUSTER', patch: merge }),
  filters({ patch: merge }, `error ${at}.applyTo: needed`),
  filters(null, `error ${at}.applyTo: needed`),
  filters({ applyTo: 'CLUSTER' }, `error ${at}.patch: needed`),
  filters({ applyTo: 'CLUSTER', patch: { value: {} } }, `error ${at}.patch.operation: needs`),
  filters({ applyTo: 'CLUSTER', patch: { operation: 'MERGE' } }, `error ${at}.patch.value: needs a value`),
  filters({ applyTo: 'CLUSTER', patch: { operation: 'REMOVE' } }),
  filters({ match: { context: 'WAYPOINT' } }),
  filters({ applyTo: 'CLUSTER', match: { proxy: { proxyVersion: '^1\\.3[01].*' } }, patch: merge }),
  filters(
    { applyTo: 'CLUSTER', match: { proxy: { proxyVersion: '(' } }, patch: merge },
    `error ${at}.match.proxy.proxyVersion: not a regular expression`,
  ),
  filters(
    { applyTo: 'CLUSTER', match: { proxy: { proxyVersion: '('.repeat(1025) } }, patch: merge },
    `warning ${at}.match.proxy.proxyVersion: ignores it`,
  ),
  filters({ applyTo: 'CLUSTER', match: { cluster: { name: 'a' } }, patch: merge }),
  filters({ applyTo: 'CLUSTER', match: { listener: {} }, patch: merge }, `error ${at}.match: a match of cluster`),
  filters({ applyTo: 'HTTP_ROUTE', match: { cluster: {} }, patch: merge }, `error ${at}.match: routeConfiguration`),
  filters({ applyTo: 'LISTENER', match: { routeConfiguration: {} }, patch: merge }, `error ${at}.match: listener`),
  filters({ applyTo: 'BOOTSTRAP', match: { cluster: {} }, patch: merge }),
];

const matches: readonly Row[] = [
  listener('NETWORK_FILTER', { name: 'envoy.filters.network.tcp_proxy' }),
  listener('NETWORK_FILTER', {}, `error ${filterAt}.name: needs a name`),
  listener('LISTENER', { name: hcm }, `warning ${filterAt}: no effect`),
  listener('HTTP_FILTER', { name: hcm, subFilter: { name: 'envoy.filters.http.router' } }),
  listener('NETWORK_FILTER', { name: hcm, subFilter: { name: 'a' } }, `error ${filterAt}.subFilter: HTTP_FILTER only`),
  listener('HTTP_FILTER', { name: 'a', subFilter: { name: 'b' } }, `error ${filterAt}.subFilter: no subFilters`),
  listener('HTTP_FILTER', { name: hcm, subFilter: {} }, `error ${filterAt}.subFilter.name: needs a name`),
  listener(
    'HTTP_FILTER',
    { name: 'envoy.http_connection_manager', subFilter: { name: 'envoy.router' } },
    `warning ${filterAt}.name: deprecated`,
    `warning ${filterAt}.subFilter.name: deprecated`,
  ),
  listener('NETWORK_FILTER', { name: 'envoy.rate_limit' }, `warning ${filterAt}.name: deprecated`),
];

const values: readonly Row[] = [
  typed('type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua'),
  typed('type.googleapis.com/envoy.extensions.filters.http.lua.v3.Luna', `error ${typeAt}: Luna`),
  typed('type.googleapis.com/envoy.config.filter.http.lua.v2.Lua', `error ${typeAt}: v2`),
  typed('type.googleapis.com/stats.PluginConfig'),
  patch('HTTP_FILTER', { name: 'envoy.filters.http.lua' }, `warning ${at}.patch.value: has no typed_config`),
  patch('HTTP_FILTER', { name: 'a', config_discovery: {} }),
  patch('HTTP_FILTER', { name: 'a', typed_config: {} }, `error ${at}.patch.value.typed_config: of which type`),
  patch('HTTP_FILTER', { name: 'a', typed_config: 'b' }, `error ${at}.patch.value.typed_config: of which type`),
  patch('HTTP_FILTER', { name: 1, config_discovery: {} }, `error ${at}.patch.value.name: is a text`),
  patch('CLUSTER', { typed_config: {} }),
  patch(
    'HTTP_ROUTE',
    { typed_per_filter_config: { a: {} } },
    `error ${at}.patch.value.typed_per_filter_config.a: of which type`,
  ),
  patch('CLUSTER', { transport_socket: { name: 'a' } }, `warning ${at}.patch.value.transport_socket: no typed_config`),
  patch('HTTP_FILTER', {
    name: 'a',
    typed_config: { '@type': 'type.googleapis.com/udpa.type.v1.TypedStruct', value: { typed_config: {} } },
  }),
  patch('HTTP_ROUTE', { metadata: { filter_metadata: { a: { typed_config: {} } } } }),
  patch(
    'LISTENER',
    { filter_chains: [{ filters: [{ name: 'a', typed_config: { '@type': 'a/b.C' } }] }] },
    `error ${at}.patch.value.filter_chains[0].filters[0].typed_config["@type"]: a/b.C`,
  ),
];

export const envoyFilter: Table = {
  kind: 'EnvoyFilter',
  apiVersion: 'networking.istio.io/v1alpha3',
  rows: [...patches, ...matches, ...values],
};
