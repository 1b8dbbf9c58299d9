import { type Expected, type Mutation, pods, type Row, service, type World, world } from '../row.ts';
import {
  authorizationPolicy,
  destinationRule,
  endpoint,
  fromUi,
  object,
  peerAuthentication,
  REVIEWS,
  virtualService,
} from './reach/objects.ts';

const EAST_WEST = { istio: 'eastwestgateway' };
const GATEWAY = 'Gateway istio-system/cross-network-gateway';
const RULE = 'DestinationRule shop/reviews';
const v1 = '{name: v1, labels: {version: v1}}';
const toV1 = virtualService(`{hosts: [${REVIEWS}], http: [{route: [{destination: {host: ${REVIEWS}, subset: v1}}]}]}`);
const published = object('networking.istio.io/v1', 'Gateway', {
  name: 'cross-network-gateway',
  namespace: 'istio-system',
  metadata: '',
  spec: "{selector: {istio: eastwestgateway}, servers: [{port: {number: 15443, name: tls, protocol: TLS}, tls: {mode: AUTO_PASSTHROUGH}, hosts: ['*.local']}]}",
});
const rule = destinationRule(`{host: ${REVIEWS}, trafficPolicy: {}, subsets: [${v1}]}`);

const gatewayOf = (cluster: string) => ({ cluster, namespace: 'istio-system', labels: EAST_WEST, port: 15443 });
const gatewayPods = (cluster: string) =>
  pods('eastwest.istio-system', undefined, cluster, { proxy: 'gateway', labels: EAST_WEST });

/** `east` and `west` are of different networks; reviews runs in the west. */
function apart(
  objects: string | Readonly<Record<string, string>>,
  more: Partial<Parameters<typeof world>[0]> = {},
): World {
  return world({
    clusters: [
      { name: 'east', network: 'net-east' },
      { name: 'west', network: 'net-west' },
    ],
    networks: [
      { name: 'net-east', gateways: [gatewayOf('east')] },
      { name: 'net-west', gateways: [gatewayOf('west')] },
    ],
    services: [service('reviews')],
    workloads: [pods('reviews', 'v1', 'west'), gatewayPods('east'), gatewayPods('west')],
    objects,
    ...more,
  });
}

const arrives: Expected = {
  verdict: 'reaches',
  reaches: { 'reviews-v1@west': 1 },
  like: endpoint({ via: { networkGateway: 'west' }, tls: 'mutual', identity: 'spiffe://cluster.local/ns/shop/sa/ui' }),
};
const closed = (reason: RegExp): Expected => ({
  verdict: 'fails',
  reaches: { '!UF': 1 },
  flag: 'UF',
  status: 503,
  reason,
});
const dropped = (reason: RegExp): Expected => ({
  verdict: 'fails',
  reaches: { '!UH': 1 },
  flag: 'UH',
  status: 503,
  reason,
});

/** One mutation of one world across networks. */
function crossing(name: string, fact: string, given: World, mutation: Mutation): Row {
  return { name, fact, world: given, request: fromUi(), expect: arrives, mutation };
}

const plain = apart(published + rule);
const pinned = apart(published + rule + toV1);
const inWest = { cluster: 'west' };

export const rows: readonly Row[] = [
  {
    ...crossing('a Gateway in AUTO_PASSTHROUGH mode lets other networks in', '2.3 cross-network-gateway', plain, {
      of: GATEWAY,
      ...inWest,
      field: [],
      expect: closed(/east-west gateway of west has no Gateway with tls\.mode AUTO_PASSTHROUGH/),
    }),
    also: [
      // The client's own cluster has no say, and without a subset no rule is needed at the gateway.
      { of: GATEWAY, cluster: 'east', field: [], expect: arrives },
      { of: RULE, ...inWest, field: [], expect: arrives },
    ],
  },
  crossing('the Gateway may publish chosen hosts only', '2.3 hosts may be narrowed', plain, {
    of: GATEWAY,
    ...inWest,
    field: ['spec', 'servers', 0, 'hosts'],
    value: ['*.bank.svc.cluster.local'],
    expect: closed(/does not publish reviews\.shop\.svc\.cluster\.local: its hosts are \*\.bank/),
  }),
  crossing('another TLS mode passes nothing on by itself', '2.3 tls.mode AUTO_PASSTHROUGH', plain, {
    of: GATEWAY,
    ...inWest,
    field: ['spec', 'servers', 0, 'tls', 'mode'],
    value: 'PASSTHROUGH',
    expect: closed(/has no Gateway with tls\.mode AUTO_PASSTHROUGH/),
  }),
  crossing("the Gateway must select the east-west gateway's pods", '2.3 selector istio=eastwestgateway', plain, {
    of: GATEWAY,
    ...inWest,
    field: ['spec', 'selector', 'istio'],
    value: 'ingressgateway',
    expect: closed(/has no Gateway with tls\.mode AUTO_PASSTHROUGH/),
  }),
  crossing('the Gateway must have the port that other networks use', '2.3 server port 15443', plain, {
    of: GATEWAY,
    ...inWest,
    field: ['spec', 'servers', 0, 'port', 'number'],
    value: 15444,
    expect: closed(/AUTO_PASSTHROUGH on port 15443/),
  }),
  crossing(
    'a subset needs its rule in the cluster behind the gateway too',
    '2.7 subset in client cluster only; 5.4 #3',
    pinned,
    {
      of: RULE,
      ...inWest,
      field: [],
      expect: closed(/has no chain for subset v1 of reviews\.shop.* No DestinationRule in west has it/),
    },
  ),
  crossing("a rule that is not exported to the gateway's namespace", '5.4 #4 not exported to the gateway', pinned, {
    of: RULE,
    ...inWest,
    field: ['spec', 'exportTo'],
    value: ['shop'],
    expect: closed(
      /DestinationRule shop\/reviews has it, but for the gateway it is not exported to namespace istio-system/,
    ),
  }),
  crossing("a rule in a client's namespace is none for the gateway", '5.4 #4 located in the client namespace', pinned, {
    of: RULE,
    ...inWest,
    field: ['metadata', 'namespace'],
    value: 'web',
    expect: closed(/for the gateway proxies of namespace istio-system do not look in namespace web/),
  }),
  crossing(
    "the gateway goes by its own cluster's labels of the subset",
    '0.2 the gateway builds its own cluster per subset',
    apart(
      published +
        rule +
        toV1 +
        authorizationPolicy('{selector: {matchLabels: {version: v2}}, action: DENY, rules: [{}]}', { name: 'v2' }),
      { workloads: [pods('reviews', 'v1', 'west'), pods('reviews', 'v2', 'west'), gatewayPods('west')] },
    ),
    {
      of: RULE,
      ...inWest,
      field: ['spec', 'subsets', 0, 'labels', 'version'],
      value: 'v2',
      expect: {
        verdict: 'fails',
        reaches: { '!RBAC': 1 },
        flag: 'RBAC',
        like: endpoint({ workload: { name: 'reviews-v2' } }),
      },
    },
  ),
  crossing('DISABLE removes all endpoints of other networks', '4.2 cross-network x any but mTLS; 5.4 #18', plain, {
    of: RULE,
    cluster: 'east',
    field: ['spec', 'trafficPolicy', 'tls'],
    value: { mode: 'DISABLE' },
    expect: dropped(/only mutual TLS reaches, but DestinationRule shop\/reviews sets tls DISABLE/),
  }),
  crossing('SIMPLE removes all endpoints of other networks', '4.2 cross-network x any but mTLS; 5.4 #18', plain, {
    of: RULE,
    cluster: 'east',
    field: ['spec', 'trafficPolicy', 'tls'],
    value: { mode: 'SIMPLE' },
    expect: dropped(/only mutual TLS reaches, but DestinationRule shop\/reviews sets tls SIMPLE/),
  }),
  crossing(
    'ISTIO_MUTUAL keeps them',
    '4.2 cross-network',
    {
      ...apart(published + destinationRule(`{host: ${REVIEWS}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}`)),
    },
    {
      of: RULE,
      cluster: 'east',
      field: ['spec', 'trafficPolicy', 'tls', 'sni'],
      value: 'reviews.example',
      expect: closed(/sni reviews\.example, by which the east-west gateway of west finds no service/),
    },
  ),
  crossing('pods without sidecar are not reached from other networks', '0.7 no sidecar', plain, {
    of: 'facts',
    field: ['workloads', 0, 'proxy'],
    value: 'none',
    expect: dropped(/only mutual TLS reaches, but reviews-v1 has no sidecar/),
  }),
  crossing(
    'pods whose port disables mutual TLS are not reached from other networks',
    '4.2 cross-network x DISABLE',
    {
      ...apart(published + peerAuthentication('{selector: {matchLabels: {app: reviews}}, mtls: {mode: PERMISSIVE}}')),
    },
    {
      of: 'PeerAuthentication shop/default',
      cluster: 'east',
      field: ['spec', 'mtls', 'mode'],
      value: 'DISABLE',
      expect: dropped(/only mutual TLS reaches, but PeerAuthentication shop\/default disables it/),
    },
  ),
  crossing(
    'where only the gateway knows of DISABLE, the gateway has no endpoint',
    '2.3 plaintext cannot enter',
    {
      ...apart(published + peerAuthentication('{selector: {matchLabels: {app: reviews}}, mtls: {mode: PERMISSIVE}}')),
    },
    {
      of: 'PeerAuthentication shop/default',
      ...inWest,
      field: ['spec', 'mtls', 'mode'],
      value: 'DISABLE',
      expect: closed(/east-west gateway of west has no endpoint for outbound_\.80_\._\.reviews\.shop/),
    },
  ),
  crossing('a network without gateway is tried by the address of the pod', '5.4 #19', plain, {
    of: 'facts',
    field: ['networks', 1, 'gateways'],
    value: [],
    expect: closed(/in network net-west, which has no east-west gateway/),
  }),
  crossing('a gateway without pods lets nobody in', '5.4 #19', plain, {
    of: 'facts',
    field: ['workloads', 2, 'replicas'],
    value: 0,
    expect: closed(/east-west gateway of west has no pods/),
  }),
  crossing('without automatic mutual TLS the gateway gets plaintext', '0.7 cross-network traffic needs mTLS', plain, {
    of: 'facts',
    field: ['clusters', 0, 'meshConfig', 'enableAutoMtls'],
    value: false,
    expect: closed(/passes mutual TLS on and nothing else, but the client sends none: enableAutoMtls is false/),
  }),
  crossing("a Service that the gateway's namespace does not see has no chain", '0.2 visible to the gateway', plain, {
    of: 'facts',
    field: ['services', 0, 'exportTo'],
    value: ['shop'],
    expect: closed(/does not know reviews\.shop\.svc\.cluster\.local: it is not visible to namespace istio-system/),
  }),
  crossing(
    'the identity of the client survives the gateway',
    '4.4 source identity survives AUTO_PASSTHROUGH',
    {
      ...apart(
        published +
          peerAuthentication('{mtls: {mode: STRICT}}') +
          authorizationPolicy('{rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/ui]}}]}]}'),
      ),
    },
    {
      of: 'AuthorizationPolicy shop/reviews',
      ...inWest,
      field: ['spec', 'rules', 0, 'from', 0, 'source', 'principals', 0],
      value: 'cluster.local/ns/shop/sa/other',
      expect: { verdict: 'fails', reaches: { '!RBAC': 1 }, flag: 'RBAC', status: 403 },
    },
  ),
  {
    name: 'a gateway weighs as much as the endpoints behind it',
    fact: '2.6 remote gateway weighted by the number of endpoints behind it',
    world: apart(published, {
      workloads: [
        pods('reviews', 'v1', 'east', { replicas: 1 }),
        pods('reviews', 'v1', 'west', { replicas: 3 }),
        gatewayPods('west'),
      ],
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.25, 'reviews-v1@west': 0.75 } },
    mutation: {
      of: GATEWAY,
      ...inWest,
      field: [],
      expect: { verdict: 'partly', reaches: { 'reviews-v1@east': 0.25, '!UF': 0.75 }, flag: 'UF' },
    },
  },
  {
    name: 'clusters of one network reach each other directly',
    fact: '2.1 multi-primary, one network',
    world: apart('', {
      clusters: [
        { name: 'east', network: 'net-east' },
        { name: 'west', network: 'net-east' },
      ],
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 }, like: endpoint({ via: 'direct' }) },
    mutation: {
      of: 'facts',
      field: ['clusters', 1, 'network'],
      value: 'net-west',
      expect: closed(/has no Gateway with tls\.mode AUTO_PASSTHROUGH/),
    },
  },
  {
    name: "a cluster without gateway is reached through its network's",
    fact: '2.3 selectNetworkGateways: own cluster first, else the network',
    world: apart(published + rule + toV1, {
      clusters: [
        { name: 'east', network: 'net-east' },
        { name: 'west', network: 'net-west' },
        { name: 'north', network: 'net-west' },
      ],
      workloads: [pods('reviews', 'v1', 'north'), gatewayPods('west')],
    }),
    request: fromUi(),
    expect: {
      verdict: 'reaches',
      reaches: { 'reviews-v1@north': 1 },
      like: endpoint({ via: { networkGateway: 'west' } }),
    },
    mutation: {
      of: RULE,
      ...inWest,
      field: [],
      expect: closed(/east-west gateway of west has no chain for subset v1/),
    },
  },
  {
    name: 'a remote cluster is let in by what its primary reads',
    fact: '2.1 primary-remote, multi-network: one Gateway configures both',
    world: apart(
      { east: published },
      {
        clusters: [
          { name: 'east', network: 'net-east' },
          { name: 'west', network: 'net-west', configCluster: 'east' },
        ],
      },
    ),
    request: fromUi(),
    expect: arrives,
    mutation: {
      of: 'facts',
      field: ['clusters', 1, 'configCluster'],
      value: 'west',
      expect: closed(/has no Gateway with tls\.mode/),
    },
  },
  {
    name: 'a pod may be of another network than its cluster',
    fact: '2.2 an endpoint’s network: pod label first',
    world: apart('', {
      workloads: [
        pods('reviews', 'v1', 'west', {
          labels: { app: 'reviews', version: 'v1', 'topology.istio.io/network': 'net-east' },
        }),
      ],
    }),
    request: fromUi(),
    expect: {
      verdict: 'reaches',
      reaches: { 'reviews-v1@west': 1 },
      like: endpoint({ via: 'direct', network: 'net-east' }),
    },
    mutation: {
      of: 'facts',
      field: ['workloads', 0, 'labels', 'topology.istio.io/network'],
      expect: closed(/has no Gateway with tls\.mode/),
    },
  },
  {
    name: 'a client without proxy stays in its own cluster',
    fact: '4.2 no sidecar client',
    world: apart(published, {
      workloads: [pods('reviews', 'v1', 'east'), pods('reviews', 'v1', 'west'), gatewayPods('west')],
    }),
    request: fromUi({ from: { proxy: 'none' } }),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 1 }, like: endpoint({ tls: 'plaintext' }) },
    mutation: {
      of: 'facts',
      field: ['workloads', 0, 'replicas'],
      value: 0,
      expect: { verdict: 'fails', flag: 'UH', reason: /has no pods in east/ },
    },
  },
  {
    name: 'a gateway balances over what its own cluster lets it reach, not over what the client counted',
    fact: '0.2 the second reader; 4.2 per endpoint as the client knows it',
    world: apart(
      {
        east: published + peerAuthentication('{selector: {matchLabels: {version: v2}}, mtls: {mode: DISABLE}}'),
        west: published,
      },
      { workloads: [pods('reviews', 'v1', 'west'), pods('reviews', 'v2', 'west'), gatewayPods('west')] },
    ),
    request: fromUi(),
    expect: {
      verdict: 'reaches',
      reaches: { 'reviews-v1@west': 0.5, 'reviews-v2@west': 0.5 },
      like: { destinations: [{ endpoints: [{ tls: 'mutual' }, { tls: 'mutual' }] }] },
    },
    mutation: { of: GATEWAY, ...inWest, field: [], expect: closed(/has no Gateway with tls\.mode AUTO_PASSTHROUGH/) },
  },
];
