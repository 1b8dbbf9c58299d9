import { ask, client, shop, subsets, to } from '../bookinfo.ts';
import { istio, type Row } from '../row.ts';

const testers = shop([
  subsets('shop/reviews'),
  istio('VirtualService shop/reviews', {
    hosts: ['reviews'],
    http: [
      { name: 'testers', match: [{ headers: { 'end-user': { exact: 'jason' } } }], route: [to('v2')] },
      { route: [to('v1', 75), to('v2', 25)] },
    ],
  }),
]);

/** One rule with this `match` to v2, and nothing else. */
const only = (match: object) =>
  shop([
    subsets('shop/reviews'),
    istio('VirtualService shop/reviews', { hosts: ['reviews'], http: [{ match: [match], route: [to('v2')] }] }),
  ]);

const RULE = 'VirtualService shop/reviews';
const v2 = { verdict: 'reaches', reaches: { 'reviews-v2@east': 1 } } as const;
const noRoute = { verdict: 'fails', flag: 'NR', status: 404 } as const;
const missing = { verdict: 'fails', flag: 'NC', status: 503 } as const;

export const rows: readonly Row[] = [
  {
    name: 'a service without rules gets its requests over all pods',
    fact: '2.7 default routing is round robin over all versions',
    world: shop(),
    request: ask('reviews', { port: 9080 }),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } },
    mutation: {
      of: 'facts',
      field: ['services', 0, 'selector'],
      value: { app: 'revues' },
      expect: { verdict: 'fails', flag: 'UH', status: 503 },
    },
  },
  {
    name: 'the first rule that fits wins',
    fact: '3.1 first match wins in list order',
    world: testers,
    request: ask('reviews', { headers: { 'End-User': 'jason' } }),
    expect: { ...v2, like: { route: { list: 'http', index: 0, name: 'testers', match: 0 } } },
    mutation: {
      of: RULE,
      field: ['spec', 'http', 0, 'route', 0, 'destination', 'subset'],
      value: 'v3',
      expect: missing,
    },
  },
  {
    name: 'the others get the shares of the default rule',
    fact: '3.1 weights are shares',
    world: testers,
    request: ask('reviews', { headers: { 'end-user': 'mary' } }),
    expect: {
      verdict: 'reaches',
      reaches: { 'reviews-v1@east': 0.75, 'reviews-v2@east': 0.25 },
      like: { route: { index: 1, match: undefined } },
    },
    mutation: {
      of: 'DestinationRule shop/reviews',
      field: ['spec', 'subsets', 1, 'name'],
      value: 'v3',
      expect: { verdict: 'partly', flag: 'NC', reaches: { 'reviews-v1@east': 0.75, '!NC': 0.25 } },
    },
  },
  {
    name: 'weights are relative integers',
    fact: '3.1 no rule that they sum to 100',
    world: shop([
      subsets('shop/reviews'),
      istio('VirtualService shop/reviews', { hosts: ['reviews'], http: [{ route: [to('v1', 1), to('v2', 3)] }] }),
    ]),
    request: ask('reviews'),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.25, 'reviews-v2@east': 0.75 } },
    mutation: {
      of: RULE,
      field: ['spec', 'http', 0, 'route'],
      value: [to('v1', 0), to('v2', 0)],
      expect: { verdict: 'fails', reason: /weight above 0/ },
    },
  },
  {
    name: 'a single destination ignores its weight',
    fact: '3.1 weight 0 of a single destination still gets everything',
    world: shop([
      subsets('shop/reviews'),
      istio('VirtualService shop/reviews', { hosts: ['reviews'], http: [{ route: [to('v2', 0)] }] }),
    ]),
    request: ask('reviews'),
    expect: v2,
    mutation: { of: 'DestinationRule shop/reviews', field: [], expect: missing },
  },
  {
    name: 'a destination of weight 0 among others is dropped, missing subset or not',
    fact: '3.1 entries with weight 0 are not put into Envoy',
    world: shop([
      subsets('shop/reviews', ['v2']),
      istio('VirtualService shop/reviews', { hosts: ['reviews'], http: [{ route: [to('v1', 0), to('v2', 100)] }] }),
    ]),
    request: ask('reviews'),
    expect: v2,
    mutation: {
      of: RULE,
      field: ['spec', 'http', 0, 'route', 0, 'weight'],
      value: 1,
      expect: { verdict: 'partly', flag: 'NC' },
    },
  },
  {
    name: 'without a rule that fits nobody answers',
    fact: '2.6 without match fallback it is a 404',
    world: only({ uri: { prefix: '/api' } }),
    request: ask('reviews', { path: '/other' }),
    expect: { ...noRoute, reason: /no route of VirtualService shop\/reviews fits/ },
  },
  {
    name: 'a rule for other clients only leaves the service as it was',
    fact: '2.6 sourceLabels: a VirtualService without any rule for a client is not its owner',
    world: only({ sourceLabels: { 'topology.istio.io/cluster': 'west' } }),
    request: ask('reviews'),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } },
    mutation: {
      of: RULE,
      field: ['spec', 'http', 0, 'match', 0],
      value: { sourceLabels: { app: 'productpage' }, method: { exact: 'PUT' } },
      expect: noRoute,
    },
  },
  {
    name: 'an exact path',
    fact: '5.1 #16 uri exact',
    world: only({ uri: { exact: '/api/v1' } }),
    request: ask('reviews', { path: '/api/v1?x=1' }),
    expect: v2,
    mutation: { of: 'request', field: ['path'], value: '/api/v1/', expect: noRoute },
  },
  {
    name: 'a prefix is a prefix of text, not of segments',
    fact: '5.1 #16 uri prefix',
    world: only({ uri: { prefix: '/api' } }),
    request: ask('reviews', { path: '/apiary' }),
    expect: v2,
    mutation: { of: RULE, field: ['spec', 'http', 0, 'match', 0, 'uri', 'prefix'], value: '/api/', expect: noRoute },
  },
  {
    name: 'a regex matches the whole path',
    fact: '5.1 #16 uri regex is RE2',
    world: only({ uri: { regex: '/user/[0-9]+' } }),
    request: ask('reviews', { path: '/user/12' }),
    expect: v2,
    mutation: { of: 'request', field: ['path'], value: '/user/12/edit', expect: noRoute },
  },
  {
    name: 'the case of a path matters unless it is ignored',
    fact: '5.1 #16 ignoreUriCase',
    world: only({ uri: { prefix: '/API' }, ignoreUriCase: true }),
    request: ask('reviews', { path: '/api/x' }),
    expect: v2,
    mutation: { of: RULE, field: ['spec', 'http', 0, 'match', 0, 'ignoreUriCase'], value: false, expect: noRoute },
  },
  {
    name: 'dot segments are gone before routes are asked',
    fact: '4.4 path normalization BASE',
    world: only({ uri: { exact: '/b' } }),
    request: ask('reviews', { path: '/a/../b' }),
    expect: v2,
    mutation: { of: 'request', field: ['path'], value: '/a/./b', expect: noRoute },
  },
  {
    name: 'a method',
    fact: '5.1 #16 method',
    world: only({ method: { exact: 'POST' } }),
    request: ask('reviews', { method: 'POST' }),
    expect: v2,
    mutation: { of: 'request', field: ['method'], value: 'GET', expect: noRoute },
  },
  {
    name: 'an authority, as it is written in the Host header',
    fact: '5.1 #16 authority',
    world: only({ authority: { exact: 'reviews.shop' } }),
    request: ask('reviews.shop'),
    expect: v2,
    mutation: { of: 'request', field: ['to'], value: 'reviews', expect: noRoute },
  },
  {
    name: 'a scheme: between sidecars it is http',
    fact: '5.1 #16 scheme',
    world: only({ scheme: { exact: 'http' } }),
    request: ask('reviews'),
    expect: v2,
    mutation: { of: RULE, field: ['spec', 'http', 0, 'match', 0, 'scheme', 'exact'], value: 'https', expect: noRoute },
  },
  {
    name: 'a header by prefix',
    fact: '3.2 header match prefix',
    world: only({ headers: { 'x-version': { prefix: 'canary-' } } }),
    request: ask('reviews', { headers: { 'x-version': 'canary-7' } }),
    expect: v2,
    mutation: { of: 'request', field: ['headers', 'x-version'], value: 'stable', expect: noRoute },
  },
  {
    name: 'a header by regex',
    fact: '3.2 header match regex RE2',
    world: only({ headers: { cookie: { regex: '^(.*?;)?(user=jason)(;.*)?$' } } }),
    request: ask('reviews', { headers: { cookie: 'a=b;user=jason;c=d' } }),
    expect: v2,
    mutation: { of: 'request', field: ['headers', 'cookie'], value: 'user=jasonx', expect: noRoute },
  },
  {
    name: 'a header that only has to be there',
    fact: '3.2 presence is an empty match object',
    world: only({ headers: { 'x-debug': {} } }),
    request: ask('reviews', { headers: { 'x-debug': '' } }),
    expect: v2,
    mutation: { of: 'request', field: ['headers'], value: {}, expect: noRoute },
  },
  {
    name: 'a header that must not have a value',
    fact: '3.2 negation withoutHeaders',
    world: only({ withoutHeaders: { 'x-group': { exact: 'beta' } } }),
    request: ask('reviews'),
    expect: v2,
    mutation: { of: 'request', field: ['headers'], value: { 'x-group': 'beta' }, expect: noRoute },
  },
  {
    name: 'a missing header counts as empty where it must not match',
    fact: '3.2 withoutHeaders treats a missing header as empty',
    world: only({ withoutHeaders: { 'x-group': { regex: 'b.*' } } }),
    request: ask('reviews'),
    expect: v2,
    mutation: {
      of: RULE,
      field: ['spec', 'http', 0, 'match', 0, 'withoutHeaders', 'x-group', 'regex'],
      value: '.*',
      expect: noRoute,
    },
  },
  {
    name: 'a header that must not be there at all',
    fact: '5.1 #15 the regex * tolerated in withoutHeaders means presence',
    world: only({ withoutHeaders: { 'x-group': { regex: '*' } } }),
    request: ask('reviews'),
    expect: v2,
    mutation: { of: 'request', field: ['headers'], value: { 'x-group': '' }, expect: noRoute },
  },
  {
    name: 'a pseudo header',
    fact: '5.1 #14 pseudo headers',
    world: only({ headers: { ':path': { exact: '/a?b=1' } } }),
    request: ask('reviews', { path: '/a?b=1' }),
    expect: v2,
    mutation: { of: 'request', field: ['path'], value: '/a', expect: noRoute },
  },
  {
    name: 'a query parameter',
    fact: '5.1 #16 query parameters',
    world: only({ queryParams: { v: { exact: '2' } } }),
    request: ask('reviews', { path: '/?a=1&v=2' }),
    expect: v2,
    mutation: { of: 'request', field: ['path'], value: '/?v=1&v=2', expect: noRoute },
  },
  {
    name: 'alternatives of a match: one is enough',
    fact: '3.1 the entries of match are alternatives',
    world: shop([
      subsets('shop/reviews'),
      istio('VirtualService shop/reviews', {
        hosts: ['reviews'],
        http: [{ match: [{ uri: { exact: '/a' } }, { method: { exact: 'PUT' } }], route: [to('v2')] }],
      }),
    ]),
    request: ask('reviews', { path: '/b', method: 'PUT' }),
    expect: { ...v2, like: { route: { match: 1 } } },
    mutation: { of: 'request', field: ['method'], value: 'GET', expect: noRoute },
  },
  {
    name: 'conditions of one alternative all have to hold',
    fact: '3.1 the conditions of an entry hold together',
    world: only({ uri: { prefix: '/a' }, headers: { x: { exact: '1' } } }),
    request: ask('reviews', { path: '/a', headers: { x: '1' } }),
    expect: v2,
    mutation: { of: 'request', field: ['headers', 'x'], value: '2', expect: noRoute },
  },
  {
    name: 'a rule for a port',
    fact: '3.1 match.port is the port asked for',
    world: only({ port: 9080, method: { exact: 'GET' } }),
    request: ask('reviews'),
    expect: v2,
    mutation: {
      of: 'request',
      field: ['method'],
      value: 'PUT',
      expect: noRoute,
    },
  },
  {
    name: 'a rule for clients with labels',
    fact: '2.6 sourceLabels',
    world: only({ sourceLabels: { app: 'productpage' }, uri: { prefix: '/a' } }),
    request: ask('reviews', { path: '/a' }),
    expect: v2,
    mutation: { of: 'request', field: ['path'], value: '/b', expect: noRoute },
  },
  {
    name: 'a rule for clients of a namespace',
    fact: '5.1 #17 sourceNamespace',
    world: only({ sourceNamespace: 'shop', uri: { prefix: '/a' } }),
    request: ask('reviews', { path: '/a' }),
    expect: v2,
    mutation: { of: 'request', field: ['path'], value: '/b', expect: noRoute },
  },
  {
    name: 'a rule for the mesh among rules for gateways',
    fact: '5.4 #10 gateways of a match',
    world: shop([
      subsets('shop/reviews'),
      istio('VirtualService shop/reviews', {
        hosts: ['reviews'],
        gateways: ['front', 'mesh'],
        http: [
          { match: [{ gateways: ['front'] }], route: [to('v1')] },
          { match: [{ gateways: ['mesh'], uri: { prefix: '/' } }], route: [to('v2')] },
        ],
      }),
    ]),
    request: ask('reviews'),
    expect: v2,
    mutation: {
      of: RULE,
      field: ['spec', 'http', 1, 'match', 0, 'uri', 'prefix'],
      value: '/api',
      expect: noRoute,
    },
  },
  {
    name: 'a VirtualService for gateways alone says nothing to sidecars',
    fact: '5.4 #10 gateway-bound rules are not inherited, nor the other way round',
    world: shop([
      subsets('shop/reviews'),
      istio('VirtualService shop/reviews', { hosts: ['reviews'], gateways: ['front'], http: [{ route: [to('v2')] }] }),
    ]),
    request: ask('reviews'),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } },
    mutation: {
      of: RULE,
      field: ['spec'],
      value: { hosts: ['reviews'], http: [{ match: [{ method: { exact: 'PUT' } }], route: [to('v2')] }] },
      expect: noRoute,
    },
  },
  {
    name: 'grpc is HTTP with a POST',
    fact: '2.5 protocol of a port',
    world: only({ method: { exact: 'POST' }, headers: { 'content-type': { prefix: 'application/grpc' } } }),
    request: ask('reviews', { protocol: 'grpc', path: '/shop.Reviews/List' }),
    expect: v2,
    mutation: { of: 'request', field: ['protocol'], value: 'http', expect: noRoute },
  },
  {
    name: 'rules hold for ports that are sniffed, when HTTP comes',
    fact: '5.4 #11 a port of unknown protocol',
    world: shop([
      istio('VirtualService shop/guess', {
        hosts: ['guess'],
        http: [{ match: [{ uri: { prefix: '/a' } }], route: [{ destination: { host: 'guess' } }] }],
      }),
    ]),
    request: ask('guess', { path: '/a' }),
    expect: { verdict: 'reaches', reaches: { 'guess-v1@east': 1 }, like: { route: { index: 0 } } },
    mutation: { of: 'request', field: ['path'], value: '/b', expect: noRoute },
  },
  {
    name: 'http rules mean nothing to a port for TCP',
    fact: '5.4 #11 http routes are ignored for ports that are not HTTP',
    world: shop([
      istio('VirtualService shop/db', {
        hosts: ['db'],
        http: [{ fault: {}, route: [{ destination: { host: 'ratings' } }] }],
      }),
    ]),
    request: ask('db', { protocol: 'http' }),
    expect: {
      verdict: 'reaches',
      reaches: { 'db-v1@east': 0.5, 'db-v2@east': 0.5 },
      like: { route: undefined },
    },
    mutation: {
      of: 'facts',
      field: ['services', 2, 'ports', 0, 'protocol'],
      value: 'HTTP',
      expect: { verdict: 'fails', flag: 'NC' },
    },
  },
  {
    name: 'a malformed VirtualService changes nothing and breaks nothing',
    fact: '5.1 #7 none of http, tcp and tls',
    world: shop([
      istio('VirtualService shop/reviews', { hosts: ['reviews', 7], http: { not: 'a list' }, gateways: null }),
      { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata: { name: 'empty', namespace: 'shop' } },
    ]),
    request: ask('reviews', { from: { ...client, serviceAccount: 'x' } }),
    expect: { verdict: 'reaches', reaches: { 'reviews-v1@east': 0.5, 'reviews-v2@east': 0.5 } },
    mutation: {
      of: RULE,
      field: ['spec', 'http'],
      value: [{ match: [{ uri: { exact: '/nowhere' } }], route: [null] }],
      expect: noRoute,
    },
  },
];
