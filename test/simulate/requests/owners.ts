import type { Manifest } from '../../../src/istio/manifest.ts';
import { ask, client, shop, subsets, to } from '../bookinfo.ts';
import { istio, type Row } from '../row.ts';

const elsewhere = { ...client, namespace: 'front', labels: { app: 'web' } };
const REVIEWS = 'reviews.shop.svc.cluster.local';

const rules = (
  what: string,
  hosts: readonly string[],
  subset: string,
  more: object = {},
  metadata: object = {},
): Manifest =>
  istio(`VirtualService ${what}`, { hosts, http: [{ route: [to(subset, undefined, REVIEWS)] }], ...more }, metadata);

const v1 = { verdict: 'reaches', reaches: { 'reviews-v1@east': 1 } } as const;
const v2 = { verdict: 'reaches', reaches: { 'reviews-v2@east': 1 } } as const;
const both = { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } } as const;
const plain = { tls: 'plaintext', identity: undefined };
const missing = { verdict: 'fails', flag: 'NC', status: 503 } as const;
/** Takes the winner's subset away: whoever decides shows. */
const without = (what: string) => ({
  of: `VirtualService ${what}`,
  field: ['spec', 'http', 0, 'route', 0, 'destination', 'subset'],
  value: 'gone',
  expect: missing,
});

export const rows: readonly Row[] = [
  ...(['reviews', 'reviews.shop', 'reviews.shop.svc', REVIEWS] as const).map(
    (name): Row => ({
      name: `the name ${name} means the service to clients of its namespace`,
      fact: '5.4 #9 short names in Kubernetes DNS',
      world: shop([subsets('shop/reviews'), rules('shop/reviews', ['reviews'], 'v2')]),
      request: ask(name),
      expect: v2,
      mutation: without('shop/reviews'),
    }),
  ),
  {
    name: 'a bare name means a service of the own namespace only',
    fact: '5.4 #9 short names in Kubernetes DNS',
    world: shop(),
    request: { from: elsewhere, to: 'reviews' },
    expect: { verdict: 'fails', flag: 'DNS', reason: /reviews\.front\.svc\.cluster\.local/ },
  },
  {
    name: 'name and namespace reach it from elsewhere',
    fact: '5.4 #9 short names in Kubernetes DNS',
    world: shop(),
    request: { from: elsewhere, to: 'reviews.shop' },
    expect: both,
    mutation: { of: 'request', field: ['to'], value: 'revues.shop', expect: { verdict: 'fails', flag: 'DNS' } },
  },
  {
    name: 'a short destination is a service of the VirtualService’s namespace',
    fact: '5.4 #9 short host names resolve in the namespace of the resource',
    world: shop(
      [
        subsets('shop/reviews'),
        istio('VirtualService shop/web', { hosts: ['web.front.svc.cluster.local'], http: [{ route: [to('v2')] }] }),
      ],
      {},
    ),
    request: ask('web.front', { port: 80 }),
    expect: { verdict: 'fails', flag: 'NC', reason: /reviews\.shop\.svc\.cluster\.local/ },
  },
  {
    name: 'a destination with a dot is taken as it is',
    fact: '3.1 a name with a dot is taken as FQDN',
    world: shop([
      istio('VirtualService shop/reviews', {
        hosts: ['reviews'],
        http: [{ route: [{ destination: { host: 'ratings.shop' } }] }],
      }),
    ]),
    request: ask('reviews'),
    expect: missing,
  },
  {
    name: 'an exact host goes before a wildcard',
    fact: '5.4 #25 most specific host wins wholly',
    world: shop([
      subsets('shop/reviews'),
      rules('shop/all', ['*.shop.svc.cluster.local'], 'v1'),
      rules('shop/reviews', ['reviews'], 'v2'),
    ]),
    request: ask('reviews'),
    expect: v2,
    mutation: without('shop/reviews'),
  },
  {
    name: 'of wildcards the longer one',
    fact: '5.4 #25 most specific host wins wholly',
    world: shop([
      subsets('shop/reviews'),
      rules('shop/a', ['*.svc.cluster.local'], 'v1'),
      rules('shop/b', ['*.shop.svc.cluster.local'], 'v2'),
    ]),
    request: ask('reviews'),
    expect: v2,
    mutation: without('shop/b'),
  },
  {
    name: 'routes of two VirtualServices are not joined on sidecars',
    fact: '3.1 on sidecars no merging of VirtualServices',
    world: shop([
      subsets('shop/reviews'),
      istio(
        'VirtualService shop/a',
        { hosts: ['reviews'], http: [{ match: [{ uri: { prefix: '/a' } }], route: [to('v1')] }] },
        { creationTimestamp: '2026-01-01T00:00:00Z' },
      ),
      rules('shop/b', ['reviews'], 'v2', {}, { creationTimestamp: '2026-01-02T00:00:00Z' }),
    ]),
    request: ask('reviews', { path: '/b' }),
    expect: { verdict: 'fails', flag: 'NR', status: 404, reason: /VirtualService shop\/a/ },
  },
  {
    name: 'the older VirtualService owns the host',
    fact: '3.5 oldest creationTimestamp first',
    world: shop([
      subsets('shop/reviews'),
      rules('shop/a', ['reviews'], 'v1', {}, { creationTimestamp: '2026-01-02T00:00:00Z' }),
      rules('shop/b', ['reviews'], 'v2', {}, { creationTimestamp: '2026-01-01T00:00:00Z' }),
    ]),
    request: ask('reviews'),
    expect: v2,
    mutation: without('shop/b'),
  },
  {
    name: 'whose age nobody knows is not judged',
    fact: '5.4 #6 two VirtualServices on one host',
    world: shop([subsets('shop/reviews'), rules('shop/a', ['reviews'], 'v1'), rules('front/b', [REVIEWS], 'v2')]),
    request: ask('reviews'),
    expect: { verdict: 'unjudged', reason: /shop\/a and VirtualService front\/b have this host/ },
  },
  {
    name: 'equal rules need no age',
    fact: '5.4 #6 two VirtualServices on one host',
    world: shop([subsets('shop/reviews'), rules('shop/a', [REVIEWS], 'v2'), rules('front/b', [REVIEWS], 'v2')]),
    request: ask('reviews'),
    expect: v2,
    mutation: { ...without('front/b'), expect: { verdict: 'unjudged', reason: /front\/b/ } },
  },
  {
    name: 'one private to the client’s namespace goes before a public one, whatever their age',
    fact: '3.5 private, then exported, then public',
    world: shop([
      subsets('shop/reviews'),
      rules('shop/a', ['reviews'], 'v1', {}, { creationTimestamp: '2020-01-01T00:00:00Z' }),
      rules('front/b', [REVIEWS], 'v2', { exportTo: ['.'] }),
    ]),
    request: { from: elsewhere, to: REVIEWS },
    expect: v2,
    mutation: without('front/b'),
  },
  {
    name: 'one exported by name goes before a public one',
    fact: '3.5 private, then exported, then public',
    world: shop([
      subsets('shop/reviews'),
      rules('front/a', [REVIEWS], 'v1'),
      rules('shop/b', ['reviews'], 'v2', { exportTo: ['front'] }),
    ]),
    request: { from: elsewhere, to: REVIEWS },
    expect: v2,
    mutation: without('shop/b'),
  },
  {
    name: 'one private to another namespace is not seen',
    fact: '2.6 exportTo',
    world: shop([subsets('shop/reviews'), rules('shop/a', ['reviews'], 'v1', { exportTo: ['.'] })]),
    request: { from: elsewhere, to: REVIEWS },
    expect: both,
    mutation: {
      of: 'VirtualService shop/a',
      field: ['spec'],
      value: { hosts: ['reviews'], http: [{ match: [{ port: 9080, method: { exact: 'PUT' } }], route: [to('v1')] }] },
      expect: { verdict: 'fails', flag: 'NR' },
    },
  },
  {
    name: 'one that nobody may see',
    fact: '2.6 exportTo ~',
    world: shop([rules('shop/a', ['reviews'], 'v1', { exportTo: ['~'] })]),
    request: ask('reviews'),
    expect: both,
    mutation: { of: 'VirtualService shop/a', field: ['spec', 'exportTo'], value: ['.'], expect: missing },
  },
  {
    name: 'the mesh’s default for exportTo',
    fact: '2.6 MeshConfig default*ExportTo',
    world: shop([rules('shop/a', ['reviews'], 'v1')], {
      clusters: [{ name: 'east', meshConfig: { defaultVirtualServiceExportTo: ['.'] } }],
    }),
    request: { from: elsewhere, to: REVIEWS },
    expect: both,
    mutation: { of: 'VirtualService shop/a', field: ['spec', 'exportTo'], value: ['*'], expect: missing },
  },
  {
    name: 'a service that is not exported is passed through by its address',
    fact: '5.4 #23 unknown to the proxy: passthrough by IP',
    world: shop([subsets('shop/reviews'), rules('shop/a', ['reviews'], 'v1')], {
      clusters: [{ name: 'east', meshConfig: { defaultServiceExportTo: ['.'] } }],
    }),
    request: { from: elsewhere, to: REVIEWS },
    expect: { ...both, like: { route: undefined, destinations: [{ endpoints: [plain, plain] }] } },
    mutation: {
      of: 'facts',
      field: ['clusters', 0, 'meshConfig', 'outboundTrafficPolicy'],
      value: 'REGISTRY_ONLY',
      expect: { verdict: 'fails', flag: 'BlackHole', reason: /not visible to sidecars in front/ },
    },
  },
  {
    name: 'the rules of an earlier owner hold for the host as the client writes it',
    fact: '3.5 the first VirtualService owning a domain wins',
    world: shop([
      subsets('shop/reviews'),
      rules('shop/a', [REVIEWS], 'v1', {}, { creationTimestamp: '2026-01-01T00:00:00Z' }),
      rules('shop/b', ['reviews'], 'v2', {}, { creationTimestamp: '2026-01-02T00:00:00Z' }),
    ]),
    request: ask('reviews.shop'),
    expect: v1,
    mutation: without('shop/a'),
  },
  {
    name: 'the Host header decides, not the address that was called',
    fact: '2.7 HTTP ports share one listener and routes go by the Host header',
    world: shop([subsets('shop/reviews'), rules('shop/reviews', ['reviews'], 'v2')]),
    request: ask('ratings', { port: 9080, headers: { host: 'reviews:9080' } }),
    expect: v2,
    mutation: without('shop/reviews'),
  },
  {
    name: 'on port 80 a VirtualService may be for a host that is no service',
    fact: '3.5 hosts outside the registry are routed on port 80',
    world: shop([
      istio('VirtualService shop/virtual', {
        hosts: ['api.example.com'],
        http: [{ route: [{ destination: { host: 'ratings', port: { number: 9080 } } }] }],
      }),
    ]),
    request: ask('api.example.com'),
    expect: { verdict: 'reaches', reaches: { 'ratings-v1@east': 1 }, like: { route: { index: 0 } } },
    mutation: {
      of: 'VirtualService shop/virtual',
      field: ['spec', 'http', 0, 'route', 0, 'destination', 'port'],
      expect: missing,
    },
  },
  {
    name: 'so may one with a wildcard',
    fact: '3.5 hosts outside the registry are routed on port 80',
    world: shop([
      istio('VirtualService shop/virtual', {
        hosts: ['*.example.com'],
        http: [{ route: [{ destination: { host: 'ratings', port: { number: 9080 } } }] }],
      }),
    ]),
    request: ask('api.example.com'),
    expect: { verdict: 'reaches', reaches: { 'ratings-v1@east': 1 }, like: { route: { index: 0 } } },
    mutation: {
      of: 'VirtualService shop/virtual',
      field: ['spec', 'http', 0, 'route', 0, 'destination', 'port', 'number'],
      value: 9999,
      expect: missing,
    },
  },
  {
    name: 'a Service that the client’s cluster does not have does not resolve',
    fact: '5.4 #28 missing Service object in the client cluster',
    world: shop([], { clusters: [{ name: 'east' }, { name: 'west' }] }),
    request: ask('reviews'),
    expect: both,
    mutation: {
      of: 'facts',
      field: ['services', 0, 'clusters'],
      value: ['west'],
      expect: { verdict: 'fails', flag: 'DNS', reason: /only in other clusters/ },
    },
  },
  {
    name: 'a host of nobody’s leaves the mesh',
    fact: '5.4 #23 ALLOW_ANY',
    world: shop(),
    request: ask('example.com'),
    expect: { verdict: 'reaches', reaches: { 'example.com': 1 } },
    mutation: {
      of: 'facts',
      field: ['clusters', 0, 'meshConfig', 'outboundTrafficPolicy'],
      value: 'REGISTRY_ONLY',
      expect: { verdict: 'fails', flag: 'BlackHole', status: 502 },
    },
  },
  {
    name: 'several ports need one to be named',
    fact: '2.5 ports of a service',
    world: shop(),
    request: ask('ratings', { port: 9090 }),
    expect: { verdict: 'reaches', reaches: { 'ratings-v1@east': 1 } },
    mutation: { of: 'request', field: ['port'], expect: { verdict: 'unjudged', reason: /9080, 9090/ } },
  },
  {
    name: 'without a sidecar no rule is followed',
    fact: '4.2 no sidecar client',
    world: shop([subsets('shop/reviews'), rules('shop/reviews', ['reviews'], 'v2')]),
    request: ask('reviews', { from: { ...client, proxy: 'none' } }),
    expect: { ...both, like: { route: undefined } },
    mutation: { of: 'request', field: ['port'], value: 1, expect: { verdict: 'fails', flag: 'refused' } },
  },
  {
    name: 'an EnvoyFilter on the client is not judged',
    fact: '5.1 EnvoyFilter',
    world: shop([istio('EnvoyFilter shop/any', { workloadSelector: { labels: { app: 'productpage' } } })]),
    request: ask('reviews'),
    expect: { verdict: 'unjudged', reason: /EnvoyFilter shop\/any/ },
  },
  {
    name: 'an EnvoyFilter for others does not matter',
    fact: '5.1 EnvoyFilter',
    world: shop([istio('EnvoyFilter shop/any', { workloadSelector: { labels: { app: 'other' } } })]),
    request: ask('reviews'),
    expect: both,
    mutation: {
      of: 'EnvoyFilter shop/any',
      field: ['spec', 'workloadSelector'],
      expect: { verdict: 'unjudged', reason: /EnvoyFilter shop\/any/ },
    },
  },
  {
    name: 'a limit that proxies count decides about no single request',
    fact: '5.1 EnvoyFilter',
    world: shop([
      istio('EnvoyFilter shop/any', {
        configPatches: [
          {
            applyTo: 'HTTP_FILTER',
            match: { context: 'SIDECAR_INBOUND' },
            patch: { operation: 'INSERT_BEFORE', value: { name: 'envoy.filters.http.local_ratelimit' } },
          },
        ],
      }),
    ]),
    request: ask('reviews'),
    expect: both,
    mutation: {
      of: 'EnvoyFilter shop/any',
      field: ['spec', 'configPatches', 0, 'patch', 'value', 'name'],
      expect: { verdict: 'unjudged', reason: /EnvoyFilter shop\/any changes the server's proxy/ },
    },
  },
  {
    name: 'an EnvoyFilter for what comes in does not matter to what goes out',
    fact: '5.1 EnvoyFilter',
    world: shop([
      istio('EnvoyFilter shop/any', {
        workloadSelector: { labels: { app: 'productpage' } },
        configPatches: [{ applyTo: 'HTTP_FILTER', match: { context: 'SIDECAR_INBOUND' }, patch: {} }],
      }),
    ]),
    request: ask('reviews'),
    expect: both,
    mutation: {
      of: 'EnvoyFilter shop/any',
      field: ['spec', 'configPatches', 0, 'match', 'context'],
      expect: { verdict: 'unjudged', reason: /EnvoyFilter shop\/any/ },
    },
  },
  {
    name: 'an address is not judged',
    fact: '2.6 addresses',
    world: shop(),
    request: ask('10.0.0.1', { port: 80 }),
    expect: { verdict: 'unjudged', reason: /is an address/ },
  },
];
