const host = 'reviews.shop.svc.cluster.local';
const to = (subset?: string) => [{ destination: subset === undefined ? { host } : { host, subset } }];
const http = (...routes: object[]) => ({ hosts: [host], http: routes });
const gateway = (...routes: object[]) => ({ hosts: ['shop.example'], gateways: ['shop/web'], http: routes });
const match = (...alternatives: object[]) => ({ match: alternatives, route: to() });

/** Rules that shadow one another, and fields that exclude one another. */
export const virtualServices: readonly object[] = [
  http(match({ uri: { prefix: '/a' } }), match({ uri: { prefix: '/a/b' } }), match({ uri: { exact: '/a' } }), {
    route: to(),
  }),
  http(match({ uri: { prefix: '/a' } }), match({ uri: { prefix: '/a' } }), { route: to('v1') }),
  http(
    match({ uri: { prefix: '/a' }, method: { exact: 'GET' } }),
    match({ uri: { prefix: '/a/b' }, method: { exact: 'GET' } }),
  ),
  http(
    match({ uri: { prefix: '/a' }, method: { prefix: 'G' } }),
    match({ uri: { prefix: '/ab' }, method: { prefix: 'GE' } }),
  ),
  http(
    match({ uri: { prefix: '/a' }, authority: { prefix: 'a' } }),
    match({ uri: { prefix: '/ab' }, authority: { prefix: 'ab' } }),
  ),
  http(
    match({ uri: { prefix: '/a' }, port: 80 }),
    match({ uri: { prefix: '/ab' }, port: 80 }),
    match({ uri: { prefix: '/ab' }, port: 81 }),
  ),
  http(
    match({ uri: { prefix: '/a' }, headers: { x: { prefix: 'a' } } }),
    match({ uri: { prefix: '/ab' }, headers: { x: { prefix: 'ab' }, y: { exact: 'b' } } }),
  ),
  http(
    match({ uri: { prefix: '/a' }, headers: { x: { exact: 'a' } } }),
    match({ uri: { prefix: '/ab' }, headers: { x: { exact: 'b' } } }),
  ),
  http(
    match({ uri: { prefix: '/a' }, queryParams: { x: { exact: 'a' } } }),
    match({ uri: { prefix: '/ab' }, queryParams: { x: { exact: 'a' } } }),
  ),
  http(
    match({ uri: { prefix: '/a' }, queryParams: { x: { exact: 'a' } } }),
    match({ uri: { prefix: '/ab' }, queryParams: { x: { exact: 'ab' } } }),
    match({ uri: { prefix: '/abc' }, queryParams: { y: { regex: 'a' } } }),
  ),
  http(
    match({ uri: { prefix: '/a' }, withoutHeaders: { x: { exact: 'a' } } }),
    match({ uri: { prefix: '/ab' }, withoutHeaders: { x: { exact: 'a' } } }),
    match({ uri: { prefix: '/abc' }, withoutHeaders: { y: {} } }),
  ),
  http(
    match({ uri: { prefix: '/a' }, withoutHeaders: { x: { prefix: 'b' } } }),
    match({ uri: { prefix: '/ab' }, withoutHeaders: { x: { prefix: 'ba' } } }),
  ),
  http(match({ uri: { regex: '/a.*' } }), match({ uri: { exact: '/ab' } }), match({ uri: { regex: '/a.*' } })),
  http(
    match({ uri: { prefix: '/' } }),
    match({ uri: { prefix: '/a' }, sourceLabels: { app: 'a' } }),
    match({ sourceNamespace: 'shop' }),
  ),
  http(match({ uri: { prefix: '/a' }, ignoreUriCase: true }), match({ uri: { prefix: '/A/b' } })),
  http({ route: to('v1') }, { route: to('v2') }),
  http(
    { name: 'a', ...match({ name: 'x', uri: { prefix: '/a' } }) },
    { name: 'a', ...match({ name: 'x', uri: { prefix: '/b' } }) },
  ),
  http({ redirect: { uri: '/x', authority: 'a.example', port: 80, redirectCode: 302 } }),
  http({
    redirect: { derivePort: 'FROM_REQUEST_PORT', scheme: 'https', uriRegexRewrite: { match: 'a', rewrite: 'b' } },
  }),
  http({ redirect: { uri: '/x', port: 70000 } }),
  http({ directResponse: { status: 200, body: { string: 'x'.repeat(101 * 1024) } } }),
  http({ directResponse: { status: 503, body: { string: 'x'.repeat(1025 * 1024) } } }),
  http({ directResponse: { status: 404 }, redirect: { uri: '/a' } }),
  http({ directResponse: { status: 404, body: { bytes: 'aGk=' } }, headers: { response: { set: { 'x-a': 'b' } } } }),
  http({ route: to(), headers: { request: { set: { a: '%UPSTREAM_METADATA(["a", "b"])%' } } } }),
  http({
    route: to(),
    headers: { request: { add: { a: '%UPSTREAM_METADATA( ["a" , "b\\"c"] ) %' }, set: { b: '%X(["a"])%c' } } },
  }),
  http({
    route: to(),
    headers: {
      response: { set: { a: '%X(["a"x])%', b: '%X([x])%', c: '%X(["a"]x)%', d: '%X(["a"])x%', e: '%X(["a\\' } },
    },
  }),
  http({
    route: [
      {
        destination: { host, subset: 'v1', port: { number: 80 } },
        weight: 90,
        headers: { request: { remove: ['x'] } },
      },
      { destination: { host, subset: 'v2' }, weight: 10 },
    ],
    timeout: '1s',
    retries: { attempts: 2, perTryTimeout: '1s', retryOn: '5xx', backoff: '1s' },
  }),
  http({
    route: to(),
    fault: {
      delay: { fixedDelay: '1s', percentage: { value: 10 } },
      abort: { httpStatus: 503, percentage: { value: 50 } },
    },
    mirror: { host, subset: 'v1' },
    mirrorPercentage: { value: 10 },
  }),
  http({
    route: to(),
    mirrors: [{ destination: { host: 'a' }, percentage: { value: 10 } }, { destination: { host: 'b' } }],
    rewrite: { uriRegexRewrite: { match: '^/a/(.*)$', rewrite: '/\\1' } },
  }),
  http({
    route: to(),
    corsPolicy: {
      allowOrigins: [{ exact: 'https://a' }, { regex: '.*' }],
      allowMethods: ['GET'],
      allowHeaders: ['x-a', '*'],
      exposeHeaders: ['*'],
      maxAge: '1h',
      unmatchedPreflights: 'FORWARD',
    },
  }),
  http({ route: to(), match: [{ headers: { '@request.auth.claims.group': { exact: 'a' } } }] }),
  gateway({
    route: to(),
    match: [
      {
        headers: { '@request.auth.claims.group': { exact: 'a' } },
        withoutHeaders: { '@request.auth.claims[a][b]': { exact: 'b' } },
      },
    ],
  }),
  gateway({ match: [{ uri: { prefix: '/a' } }], delegate: { name: 'a', namespace: 'b' } }),
  { gateways: ['shop/web'], http: [match({ uri: { prefix: '/a' } })] },
  { http: [match({ uri: { prefix: '/a' } }), { route: to() }] },
  { hosts: ['shop.example'], http: [{ match: [{ uri: { prefix: '/a' } }], delegate: { name: 'a' }, route: to() }] },
  {
    hosts: ['*.shop.example'],
    gateways: ['web', 'mesh'],
    tls: [{ match: [{ port: 443, sniHosts: ['a.shop.example', '*.shop.example'] }], route: to() }],
    tcp: [{ match: [{ port: 3306, destinationSubnets: ['10.0.0.0/8'], sourceLabels: { app: 'a' } }], route: to('v1') }],
  },
  {
    hosts: ['outbound_.80_._.a.shop'],
    tls: [{ match: [{ sniHosts: ['outbound_.80_._.a.shop', 'outbound_.x_._.a'] }], route: to() }],
  },
  {
    hosts: ['a.example'],
    tcp: [
      {
        route: [
          { destination: { host }, weight: 50 },
          { destination: { host: 'b' }, weight: 50 },
        ],
      },
    ],
    exportTo: ['.', 'shop'],
  },
  { hosts: ['a', 'b.shop', '10.0.0.1', '*'], gateways: ['mesh'], http: [{ route: to() }] },
];
