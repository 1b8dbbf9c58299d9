import { type Expected, pods, type Row, service, type World, world } from '../../row.ts';
import {
  authorizationPolicy,
  destinationRule,
  fromUi,
  object,
  peerAuthentication,
  REVIEWS,
  virtualService,
} from './objects.ts';

const OWN = 'DestinationRule shop/reviews';
const v1 = '{name: v1, labels: {version: v1}}';
const toV1 = virtualService(`{hosts: [${REVIEWS}], http: [{route: [{destination: {host: ${REVIEWS}, subset: v1}}]}]}`);
const empty = (reason: RegExp): Expected => ({
  verdict: 'fails',
  reaches: { '!UH': 1 },
  flag: 'UH',
  status: 503,
  reason,
});

function two(
  objects: string | Readonly<Record<string, string>>,
  more: Partial<Parameters<typeof world>[0]> = {},
): World {
  return world({
    clusters: [{ name: 'east' }, { name: 'west' }],
    services: [service('reviews')],
    workloads: [pods('reviews', 'v1', 'east'), pods('reviews', 'v1', 'west')],
    objects,
    ...more,
  });
}

const entry = (spec: string, name = 'api') =>
  object('networking.istio.io/v1', 'ServiceEntry', { name, namespace: 'shop', metadata: '', spec });

/** Which endpoints a destination has. */
export const poolRows: readonly Row[] = [
  {
    name: 'a subset without pods',
    fact: '2.7 subset in DR, no endpoints anywhere: 503 UH; 5.4 #12',
    world: two(toV1 + destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`), {
      workloads: [pods('reviews', 'v1', 'west')],
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 } },
    mutation: {
      of: 'facts',
      field: ['workloads', 0, 'replicas'],
      value: 0,
      expect: empty(/reviews-v1 in west would serve subset v1 of .*, but has no pods/),
    },
  },
  {
    name: 'a subset whose labels select nothing',
    fact: '2.7 subset in DR, no endpoints anywhere: 503 UH',
    world: two(toV1 + destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`)),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v1@west': 0.5 } },
    mutation: {
      of: OWN,
      field: ['spec', 'subsets', 0, 'labels', 'version'],
      value: 'v9',
      expect: empty(/labels of subset v1 .* select none of its 2 groups/),
    },
  },
  {
    name: 'calls go to the cluster that has the subset, wherever they come from',
    fact: '2.7 subset label exists only on pods of cluster B; 5.4 #13',
    world: two(toV1 + destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`), {
      workloads: [pods('reviews', 'v2', 'east'), pods('reviews', 'v1', 'west')],
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 } },
    mutation: {
      of: 'facts',
      field: ['workloads', 1, 'labels', 'version'],
      value: 'v2',
      expect: empty(/select none of its 2 groups/),
    },
  },
  {
    name: 'a VirtualService in one cluster routes no one elsewhere',
    fact: '2.7 VS only in cluster A: callers in B use default routing',
    world: two(
      {
        // Requests that leak to v2 are seen to be refused there.
        east:
          toV1 +
          destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`) +
          authorizationPolicy('{selector: {matchLabels: {version: v2}}, action: DENY, rules: [{}]}'),
        west: destinationRule(`{host: ${REVIEWS}, subsets: [${v1}]}`),
      },
      { workloads: [pods('reviews', 'v1', 'east'), pods('reviews', 'v2', 'east')] },
    ),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 1 } },
    mutation: {
      of: 'request',
      field: ['from', 'cluster'],
      value: 'west',
      expect: {
        verdict: 'partly',
        reaches: { 'reviews-v1@east': 0.5, '!RBAC': 0.5 },
        flag: 'RBAC',
        like: { route: undefined },
      },
    },
  },
  {
    name: 'a DestinationRule in one cluster is for clients of that cluster',
    fact: '2.7 DR outlier/tls only in A: B callers use defaults',
    world: two(
      {
        east:
          peerAuthentication('{mtls: {mode: STRICT}}') +
          destinationRule(`{host: ${REVIEWS}, trafficPolicy: {tls: {mode: DISABLE}}}`),
        west: peerAuthentication('{mtls: {mode: STRICT}}'),
      },
      { workloads: [pods('reviews', 'v1', 'west')] },
    ),
    request: fromUi({ from: { cluster: 'west' } }),
    expect: {
      verdict: 'reaches',
      reaches: { 'reviews-v1@west': 1 },
      like: { destinations: [{ destinationRule: undefined }] },
    },
    mutation: {
      of: 'request',
      field: ['from', 'cluster'],
      value: 'east',
      expect: { verdict: 'fails', flag: 'UC', status: 503, reason: /DestinationRule shop\/reviews sets tls DISABLE/ },
    },
  },
  {
    name: 'a subset may name a cluster',
    fact: '2.6 subset with label topology.istio.io/cluster',
    world: two(
      toV1 +
        destinationRule(
          `{host: ${REVIEWS}, subsets: [{name: v1, labels: {version: v1, topology.istio.io/cluster: west}}]}`,
        ),
    ),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 } },
    mutation: {
      of: OWN,
      field: ['spec', 'subsets', 0, 'labels', 'topology.istio.io/cluster'],
      value: 'north',
      expect: empty(/select none of its 2 groups/),
    },
  },
  {
    name: 'MeshConfig keeps a service to its cluster',
    fact: '2.6 clusterLocal',
    world: two('', {
      clusters: [
        { name: 'east', meshConfig: { clusterLocal: [{ host: '*.shop.svc.cluster.local', clusterLocal: true }] } },
        { name: 'west' },
      ],
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 1 } },
    mutation: {
      of: 'facts',
      field: ['workloads', 0, 'cluster'],
      value: 'west',
      expect: empty(/kept to its own cluster by MeshConfig, and east has no endpoints/),
    },
  },
  {
    name: 'the most specific host of serviceSettings decides',
    fact: '2.6 clusterLocal: most specific wins, false carves exceptions',
    world: two('', {
      clusters: [
        {
          name: 'east',
          meshConfig: {
            clusterLocal: [
              { host: '*.shop.svc.cluster.local', clusterLocal: true },
              { host: REVIEWS, clusterLocal: false },
            ],
          },
        },
        { name: 'west' },
      ],
      workloads: [pods('reviews', 'v1', 'west')],
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 } },
    mutation: {
      of: 'facts',
      field: ['clusters', 0, 'meshConfig', 'clusterLocal', 1, 'clusterLocal'],
      value: true,
      expect: empty(/kept to its own cluster/),
    },
  },
  {
    name: 'copies of a Service are joined by the names of their ports',
    fact: '2.5 ports must agree; 5.4 #29',
    world: two('', {
      services: [
        service('reviews', 'http:80', { clusters: ['east'] }),
        service('reviews', 'http:80', { clusters: ['west'] }),
      ],
      workloads: [pods('reviews', 'v1', 'west')],
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 } },
    mutation: {
      of: 'facts',
      field: ['services', 1, 'ports', 0, 'name'],
      value: 'web',
      expect: empty(/has no endpoints in any cluster/),
    },
  },
  {
    name: 'each cluster selects pods by its own copy of the Service',
    fact: '2.5 namespace sameness and service merging',
    world: two('', {
      services: [
        service('reviews', 'http:80', { clusters: ['east'], selector: { app: 'none' } }),
        service('reviews', 'http:80', { clusters: ['west'] }),
      ],
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 } },
    mutation: {
      of: 'facts',
      field: ['services', 1, 'selector', 'app'],
      value: 'none',
      expect: empty(/has no endpoints in any cluster/),
    },
  },
  {
    name: 'shares follow the number of pods',
    fact: '3.1 round robin over all endpoints',
    world: two(destinationRule(`{host: ${REVIEWS}, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}`), {
      workloads: [pods('reviews', 'v1', 'east', { replicas: 3 }), pods('reviews', 'v1', 'west', { replicas: 1 })],
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.75, 'reviews-v1@west': 0.25 } },
    mutation: {
      of: 'facts',
      field: ['workloads', 1, 'proxy'],
      value: 'none',
      expect: {
        verdict: 'partly',
        reaches: { 'reviews-v1@east': 0.75, '!UF': 0.25 },
        flag: 'UF',
        reason: /have no sidecar/,
      },
    },
    also: [
      {
        of: 'facts',
        field: ['workloads', 0, 'replicas'],
        value: 0,
        expect: { verdict: 'reaches', reaches: { 'reviews-v1@west': 1 } },
      },
    ],
  },
  {
    name: 'a consistent hash keeps a client at one endpoint of a subset',
    fact: '5.4 #27',
    world: two(
      destinationRule(`{host: ${REVIEWS}, trafficPolicy: {loadBalancer: {consistentHash: {httpHeaderName: x-user}}}}`),
    ),
    request: fromUi(),
    expect: { verdict: 'reaches', like: { destinations: [{ sticky: 'by the header x-user' }] } },
    also: [
      {
        of: OWN,
        field: ['spec', 'trafficPolicy', 'portLevelSettings'],
        value: [{ port: { number: 80 } }],
        expect: { verdict: 'reaches', like: { destinations: [{ sticky: undefined }] } },
      },
    ],
    mutation: {
      of: 'facts',
      field: ['services', 0, 'selector', 'app'],
      value: 'none',
      expect: empty(/has no endpoints in any cluster/),
    },
  },
  {
    name: "a ServiceEntry's workloadSelector selects pods of all clusters",
    fact: '5.1 ServiceEntry workloadSelector',
    world: two(
      entry(
        '{hosts: [api.example], location: MESH_INTERNAL, resolution: STATIC, workloadSelector: {labels: {app: reviews}}, ports: [{number: 80, name: http, protocol: HTTP}]}',
      ),
    ),
    request: fromUi({ to: 'api.example' }),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v1@west': 0.5 } },
    mutation: {
      of: 'ServiceEntry shop/api',
      field: ['spec', 'workloadSelector', 'labels', 'app'],
      value: 'none',
      expect: empty(/api\.example has no endpoints/),
    },
  },
  {
    name: 'behind a host outside the mesh nothing is judged, but what is sent there is',
    fact: '4.2 mesh-external services get no automatic mutual TLS',
    world: two(
      entry(
        '{hosts: [api.example], location: MESH_EXTERNAL, resolution: DNS, ports: [{number: 80, name: http, protocol: HTTP}]}',
      ) + destinationRule('{host: api.example, trafficPolicy: {tls: {mode: SIMPLE}}}', { name: 'api' }),
      { clusters: [{ name: 'east', meshConfig: { outboundTrafficPolicy: 'REGISTRY_ONLY' } }] },
    ),
    request: fromUi({ to: 'api.example' }),
    expect: {
      verdict: 'reaches',
      like: { destinations: [{ external: true, endpoints: [{ tls: 'tls', identity: undefined }] }] },
    },
    also: [
      {
        of: 'DestinationRule shop/api',
        field: [],
        expect: { verdict: 'reaches', like: { destinations: [{ external: true, endpoints: [{ tls: 'plaintext' }] }] } },
      },
    ],
    mutation: { of: 'ServiceEntry shop/api', field: [], expect: { verdict: 'fails', flag: 'BlackHole', status: 502 } },
  },
  {
    name: 'an address with a service account takes mutual TLS, another does not',
    fact: '4.2 endpoint has a sidecar (TLSMode)',
    world: two(
      entry(
        '{hosts: [vm.example], location: MESH_INTERNAL, resolution: STATIC, endpoints: [{address: 10.0.0.1, serviceAccount: vm}], ports: [{number: 80, name: http, protocol: HTTP}]}',
        'vm',
      ) + peerAuthentication('{mtls: {mode: PERMISSIVE}}'),
    ),
    request: fromUi({ to: 'vm.example' }),
    expect: { verdict: 'reaches', like: { destinations: [{ endpoints: [{ tls: 'mutual', workload: undefined }] }] } },
    also: [
      {
        of: 'ServiceEntry shop/vm',
        field: ['spec', 'endpoints', 0, 'serviceAccount'],
        expect: {
          verdict: 'reaches',
          like: { destinations: [{ endpoints: [{ tls: 'plaintext', server: undefined }] }] },
        },
      },
    ],
    mutation: {
      of: 'ServiceEntry shop/vm',
      field: ['spec', 'endpoints', 0],
      expect: empty(/vm\.example has no endpoints/),
    },
  },
  {
    name: 'a WorkloadEntry is an endpoint of the Service that selects its labels, those of the object first',
    fact: '1.2 WorkloadEntry; labels of metadata before those of the spec',
    world: world({
      services: [service('reviews')],
      objects: object('networking.istio.io/v1', 'WorkloadEntry', {
        name: 'vm',
        namespace: 'shop',
        metadata: 'labels: {app: reviews}',
        spec: '{address: 10.0.0.1, labels: {app: other}, serviceAccount: vm}',
      }),
    }),
    request: fromUi(),
    expect: { verdict: 'reaches', like: { destinations: [{ endpoints: [{ tls: 'mutual', workload: undefined }] }] } },
    mutation: {
      of: 'WorkloadEntry shop/vm',
      field: ['metadata', 'labels'],
      expect: empty(/has no endpoints in any cluster/),
    },
  },
];
