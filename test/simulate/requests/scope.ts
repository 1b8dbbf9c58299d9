import { ask, client, shop, subsets, to } from '../bookinfo.ts';
import { istio, type Row, service } from '../row.ts';

const sidecar = (hosts: readonly string[], more: object = {}, what = 'Sidecar shop/default') =>
  istio(what, { egress: [{ hosts }], outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' }, ...more });

const v2Rules = istio('VirtualService shop/reviews', { hosts: ['reviews'], http: [{ route: [to('v2')] }] });
const both = { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } } as const;
const closed = { verdict: 'fails', flag: 'BlackHole' } as const;
const HOSTS = ['spec', 'egress', 0, 'hosts'];
const SIDECAR = 'Sidecar shop/default';

const forms: readonly (readonly [string, string])[] = [
  ['./*', 'front/*'],
  ['*/*', '~/*'],
  ['shop/*', 'shop/ratings.shop.svc.cluster.local'],
  ['*/reviews.shop.svc.cluster.local', '*/ratings.shop.svc.cluster.local'],
  ['./*.shop.svc.cluster.local', './*.front.svc.cluster.local'],
];

export const rows: readonly Row[] = [
  ...forms.map(
    ([known, unknown]): Row => ({
      name: `egress hosts ${known} know the service, ${unknown} do not`,
      fact: '2.6 Sidecar egress.hosts limits services',
      world: shop([sidecar([known])]),
      request: ask('reviews'),
      expect: both,
      mutation: { of: SIDECAR, field: HOSTS, value: [unknown], expect: closed },
    }),
  ),
  {
    name: 'a host is taken out again',
    fact: '5.1 Sidecar egress hosts with ~',
    world: shop([sidecar(['./*', '~./ratings.shop.svc.cluster.local'])]),
    request: ask('reviews'),
    expect: both,
    mutation: { of: SIDECAR, field: [...HOSTS, 1], value: '~./reviews.shop.svc.cluster.local', expect: closed },
  },
  {
    name: 'a service that the Sidecar leaves out is passed through in plaintext',
    fact: '5.4 #23 Sidecar egress omission: passthrough by IP',
    world: shop([
      sidecar(['front/*'], { outboundTrafficPolicy: { mode: 'ALLOW_ANY' } }),
      istio('PeerAuthentication shop/default', { mtls: { mode: 'PERMISSIVE' } }),
    ]),
    request: ask('reviews'),
    expect: both,
    mutation: {
      of: 'PeerAuthentication shop/default',
      field: ['spec', 'mtls', 'mode'],
      value: 'STRICT',
      expect: { verdict: 'fails', flag: 'UC', reason: /demands mutual TLS/ },
    },
  },
  {
    name: 'a VirtualService that is not imported is not followed',
    fact: '2.6 Sidecar egress.hosts limits VirtualServices too',
    world: shop([
      sidecar(['shop/*']),
      istio('VirtualService front/reviews', {
        hosts: ['reviews.shop.svc.cluster.local'],
        http: [{ route: [{ destination: { host: 'nobody.shop.svc.cluster.local' } }] }],
      }),
    ]),
    request: ask('reviews'),
    expect: both,
    mutation: { of: SIDECAR, field: HOSTS, value: ['shop/*', 'front/*'], expect: { verdict: 'fails', flag: 'NC' } },
  },
  {
    name: 'what an imported VirtualService names is imported with it',
    fact: '5.4 #23 destinations named by an imported VirtualService are imported automatically',
    world: shop([
      sidecar(['*/reviews.shop.svc.cluster.local']),
      istio('VirtualService shop/reviews', {
        hosts: ['reviews'],
        http: [{ route: [{ destination: { host: 'ratings', port: { number: 9080 } } }] }],
      }),
    ]),
    request: ask('reviews'),
    expect: { verdict: 'reaches', reaches: { 'ratings-v1@east': 1 } },
    mutation: {
      of: 'VirtualService shop/reviews',
      field: ['spec', 'http', 0, 'route', 0, 'destination', 'host'],
      value: 'rating',
      expect: { verdict: 'fails', flag: 'NC' },
    },
  },
  {
    name: 'a Sidecar that selects other pods',
    fact: '5.1 Sidecar workloadSelector',
    world: shop([sidecar(['front/*'], { workloadSelector: { labels: { app: 'other' } } })]),
    request: ask('reviews'),
    expect: both,
    mutation: {
      of: SIDECAR,
      field: ['spec', 'workloadSelector', 'labels', 'app'],
      value: 'productpage',
      expect: closed,
    },
  },
  {
    name: 'one that selects the pods goes before the namespace’s',
    fact: '5.1 Sidecar workloadSelector',
    world: shop([
      sidecar(['front/*']),
      sidecar(['./*'], { workloadSelector: { labels: { app: 'productpage' } } }, 'Sidecar shop/productpage'),
    ]),
    request: ask('reviews'),
    expect: both,
    mutation: { of: 'Sidecar shop/productpage', field: [], expect: closed },
  },
  {
    name: 'the namespace’s goes before the root namespace’s',
    fact: '5.1 Sidecar of the root namespace',
    world: shop([sidecar(['front/*'], {}, 'Sidecar istio-system/default'), sidecar(['./*'])]),
    request: ask('reviews'),
    expect: both,
    mutation: { of: SIDECAR, field: [], expect: closed },
  },
  {
    name: 'the root namespace’s holds where a namespace has none; its dot is the client’s namespace',
    fact: '5.1 Sidecar of the root namespace',
    world: shop([sidecar(['./*'], {}, 'Sidecar istio-system/default')]),
    request: ask('reviews'),
    expect: both,
    mutation: { of: 'Sidecar istio-system/default', field: HOSTS, value: ['istio-system/*'], expect: closed },
  },
  {
    name: 'a Sidecar without policy has the mesh’s',
    fact: '2.6 outboundTrafficPolicy',
    world: shop([istio(SIDECAR, { egress: [{ hosts: ['front/*'] }] })]),
    request: ask('example.com'),
    expect: { verdict: 'reaches', reaches: { 'example.com': 1 } },
    mutation: { of: SIDECAR, field: ['spec', 'outboundTrafficPolicy'], value: {}, expect: closed },
  },
  {
    name: 'a listener for a port knows what it lists on that port',
    fact: '5.4 #24 Sidecar egress with port lists only matches that port',
    world: shop([
      istio(SIDECAR, {
        outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
        egress: [
          { port: { number: 9080, protocol: 'HTTP', name: 'http' }, hosts: ['./reviews.shop.svc.cluster.local'] },
          { hosts: ['front/*'] },
        ],
      }),
    ]),
    request: ask('reviews'),
    expect: both,
    mutation: { of: SIDECAR, field: ['spec', 'egress', 0, 'port', 'number'], value: 9081, expect: closed },
  },
  {
    name: 'other hosts on that port are unknown there',
    fact: '5.4 #24 Sidecar egress with port lists only matches that port',
    world: shop([
      istio(SIDECAR, {
        outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
        egress: [
          { port: { number: 9080, protocol: 'HTTP', name: 'http' }, hosts: ['./reviews.shop.svc.cluster.local'] },
          { hosts: ['*/*'] },
        ],
      }),
    ]),
    request: ask('ratings', { port: 9080 }),
    expect: { ...closed, status: 502 },
  },
  {
    name: 'a ServiceEntry makes a host known',
    fact: '2.7 ServiceEntry is for config clusters with callers',
    world: shop(
      [
        istio('ServiceEntry shop/api', {
          hosts: ['api.example.com'],
          ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
          resolution: 'DNS',
        }),
      ],
      { clusters: [{ name: 'east', meshConfig: { outboundTrafficPolicy: 'REGISTRY_ONLY' } }] },
    ),
    request: ask('api.example.com'),
    expect: { verdict: 'reaches', reaches: { 'api.example.com': 1 }, like: { destinations: [{ external: true }] } },
    mutation: { of: 'ServiceEntry shop/api', field: ['spec', 'exportTo'], value: ['front'], expect: closed },
  },
  {
    name: 'a ServiceEntry with a wildcard',
    fact: '5.1 ServiceEntry hosts',
    world: shop(
      [
        istio('ServiceEntry shop/api', {
          hosts: ['*.example.com'],
          ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
          resolution: 'NONE',
        }),
      ],
      { clusters: [{ name: 'east', meshConfig: { outboundTrafficPolicy: 'REGISTRY_ONLY' } }] },
    ),
    request: ask('api.example.com'),
    expect: { verdict: 'reaches', reaches: { '*.example.com': 1 } },
    mutation: { of: 'request', field: ['to'], value: 'example.com', expect: closed },
  },
  {
    name: 'rules for the host of a ServiceEntry',
    fact: '2.7 VirtualService mesh routes',
    world: shop([
      istio('ServiceEntry shop/api', {
        hosts: ['api.example.com'],
        ports: [{ number: 8080, name: 'http', protocol: 'HTTP' }],
        resolution: 'DNS',
      }),
      istio('VirtualService shop/api', {
        hosts: ['api.example.com'],
        http: [{ route: [{ destination: { host: 'api.example.com' } }], timeout: '1s' }],
      }),
    ]),
    request: ask('api.example.com'),
    expect: { verdict: 'reaches', reaches: { 'api.example.com': 1 }, like: { timeout: 1000 } },
    mutation: {
      of: 'VirtualService shop/api',
      field: ['spec', 'http', 0, 'route', 0, 'destination', 'host'],
      value: 'api',
      expect: { verdict: 'fails', flag: 'NC' },
    },
  },
  {
    name: 'a service that its annotation keeps to a namespace',
    fact: '2.6 annotation networking.istio.io/exportTo on Service',
    world: shop([], {
      services: [service('reviews.shop', 'http:9080', { exportTo: ['.'] })],
      clusters: [{ name: 'east', meshConfig: { outboundTrafficPolicy: 'REGISTRY_ONLY' } }],
    }),
    request: ask('reviews'),
    expect: both,
    mutation: { of: 'facts', field: ['services', 0, 'exportTo'], value: ['front'], expect: closed },
  },
  {
    name: 'TCP to a port for HTTP is passed through',
    fact: '5.4 #11 protocol of a port',
    world: shop([subsets('shop/reviews'), v2Rules]),
    request: ask('reviews', { protocol: 'tcp' }),
    expect: { ...both, like: { route: undefined } },
    mutation: {
      of: 'facts',
      field: ['clusters', 0, 'meshConfig', 'outboundTrafficPolicy'],
      value: 'REGISTRY_ONLY',
      expect: { ...closed, reason: /is for HTTP, and this is TCP/ },
    },
  },
  {
    name: 'two Sidecars for a namespace: nobody says which is older',
    fact: '5.2 IST0111 several Sidecars without selector',
    world: shop([sidecar(['./*']), sidecar(['./*'], {}, 'Sidecar shop/other')]),
    request: ask('reviews', { from: { ...client, serviceAccount: 'x' } }),
    expect: { verdict: 'unjudged', reason: /the oldest holds/ },
  },
];
