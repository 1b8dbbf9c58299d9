import { object, type Row, type Verdict } from './row.ts';

type Json = Record<string, unknown>;

const cart = { destination: { host: 'cart' } };
const wine = { destination: { host: 'wine' } };

function service(about: string, spec: Json, verdict: Verdict, metadata: Json = {}): Row {
  const whole = { hosts: ['cart'], http: [{ route: [cart] }], ...spec };
  return { about, object: object('VirtualService', whole, metadata), verdict };
}

const route = (about: string, http: Json, verdict: Verdict): Row =>
  service(about, { gateways: ['web'], http: [{ route: [cart], ...http }] }, verdict);

const match = (about: string, one: Json, verdict: Verdict): Row => route(about, { match: [one] }, verdict);

const error = (path: string, part: string): Verdict => ['error', path, part];
const warning = (path: string, part: string): Verdict => ['warning', path, part];
const first = (path: string): string => `spec.http[0].${path}`;

export const bindingRows: readonly Row[] = [
  service('a plain service', {}, 'ok'),
  service('no hosts, but gateways', { hosts: [], gateways: ['web'] }, error('spec.gateways', 'may not have gateways')),
  service('no hosts, but tcp', { hosts: [], tcp: [{ route: [cart] }] }, error('spec.tcp', 'may not have tcp')),
  service('no hosts and http alone', { hosts: [] }, 'ok'),
  service('gateway of another namespace', { gateways: ['infra/web'] }, 'ok'),
  service('gateway without a name', { gateways: ['infra/'] }, error('spec.gateways[0]', "'infra/' does not name")),
  service('gateway with a dotted name', { gateways: ['infra/web.x'] }, error('spec.gateways[0]', 'infra/web.x')),
  service('gateway in the old form', { gateways: ['web.infra'] }, warning('spec.gateways[0]', 'old form')),
  service('gateway that is no name', { gateways: ['we_b'] }, error('spec.gateways[0]', "'we_b' does not name")),
  service('nothing behind the first plain gateway is looked at', { gateways: ['web', 'x/y/z'] }, 'ok'),
  service(
    'gateway of Gateway API',
    { gateways: ['infra/web.x'], http: [{ route: [{ destination: { host: 'x~y' } }] }] },
    'ok',
    { annotations: { 'internal.istio.io/route-semantics': 'gateway' } },
  ),
  service('host with an underscore', { hosts: ['ca_rt'] }, error('spec.hosts[0]', 'its label "ca_rt"')),
  service('host that is an address', { hosts: ['10.0.0.1'] }, 'ok'),
  service(
    'host that is almost an address',
    { hosts: ['10.0.0'] },
    error('spec.hosts[0]', 'its last label "0" is a number'),
  ),
  service('every host, in the mesh', { hosts: ['*'] }, error('spec.hosts[0]', 'cannot be routed by sidecars')),
  service(
    'every host, in the mesh by name',
    { hosts: ['*'], gateways: ['web', 'mesh'] },
    error('spec.hosts[0]', "'*'"),
  ),
  service('every host, at a gateway', { hosts: ['*'], gateways: ['web'] }, 'ok'),
  service('a host twice', { hosts: ['cart', 'cart'] }, error('spec.hosts[1]', 'is there twice')),
  service('a host in two cases', { hosts: ['cart', 'Cart'] }, 'ok'),
  service('hosts that overlap', { hosts: ['a.shop.example', '*.example'] }, error('spec.hosts[1]', 'overlap')),
  service('a wildcard does not cover its own name', { hosts: ['shop.example', '*.shop.example'] }, 'ok'),
  service('no routes', { http: [] }, error('spec', 'has no routes')),
  service('exported twice to its own', { exportTo: ['.', 'shop'] }, error('spec.exportTo[1]', 'own namespace shop')),
  service('exported to all and one', { exportTo: ['*', 'infra'] }, error('spec.exportTo', "'*' beside")),
  service('exported to nobody', { exportTo: ['~'] }, error('spec.exportTo[0]', 'for ServiceEntries alone')),
  service('exported to what is no namespace', { exportTo: ['a.b'] }, error('spec.exportTo[0]', "'a.b' is not")),
  service('exported to two namespaces', { exportTo: ['.', 'infra'] }, 'ok'),
  service('no spec', { hosts: undefined, http: undefined }, error('spec', 'has no routes')),
];

export const httpRows: readonly Row[] = [
  service('delegating', { http: [{ delegate: { name: 'x' } }] }, 'ok'),
  route('delegating, with a destination', { delegate: {} }, error(first('route'), 'delegates may not')),
  service(
    'delegating on',
    { hosts: [], http: [{ delegate: { name: 'x' }, route: [cart] }] },
    error(first('delegate'), 'may not delegate on'),
  ),
  route('redirect beside a destination', { redirect: { uri: '/' } }, error(first('route'), 'exclude each other')),
  route(
    'redirect and fault',
    { route: [], redirect: { uri: '/' }, fault: { abort: {} } },
    error(first('fault'), 'redirect'),
  ),
  route(
    'answer and rewrite',
    { route: [], directResponse: { status: 200 }, rewrite: { uri: '/' } },
    error(first('rewrite'), ''),
  ),
  route('leads nowhere', { route: [] }, error('spec.http[0]', 'leads nowhere')),
  route('mirror and mirrors', { mirror: { host: 'x' }, mirrors: [wine] }, error(first('mirrors'), 'exclude')),
  route('timeout', { timeout: '1h30m' }, 'ok'),
  route('timeout of nothing', { timeout: '0s' }, error(first('timeout'), 'less than 1ms')),
  route('timeout finer than a millisecond', { timeout: '1.5ms' }, error(first('timeout'), 'finer')),
  route('timeout that is none', { timeout: null }, 'ok'),
  route('several weights', { route: [{ ...cart, weight: 1 }, wine] }, 'ok'),
  route('one weight of 0', { route: [{ ...cart, weight: 0 }] }, 'ok'),
  route('weights of 0', { route: [cart, wine] }, error(first('route'), 'add up to 0')),
  route('a negative weight', { route: [{ ...cart, weight: -1 }] }, error(first('route[0].weight'), 'negative')),
  route(
    'weights beyond 32 bits',
    {
      route: [
        { ...cart, weight: 2147483647 },
        { ...wine, weight: 2147483647 },
        { ...wine, weight: 2 },
      ],
    },
    error(first('route'), 'add up to 0'),
  ),
  route('no destination', { route: [{}] }, error(first('route[0]'), 'a destination is missing')),
  route(
    'destination *',
    { route: [{ destination: { host: '*' } }] },
    error(first('route[0].destination.host'), 'no service'),
  ),
  route('destination *.example', { route: [{ destination: { host: '*.example' } }] }, 'ok'),
  route(
    'subset with a dot',
    { route: [{ destination: { host: 'x', subset: 'v1.2' } }] },
    error(first('route[0].destination.subset'), "'v1.2' cannot be"),
  ),
  route(
    'destination port 0',
    { route: [{ destination: { host: 'x', port: {} } }] },
    error(first('route[0].destination.port.number'), 'the port 0'),
  ),
  route('mirror percentage', { mirror: { host: 'x' }, mirrorPercentage: { value: 100 } }, 'ok'),
  route(
    'mirror more than all',
    { mirrorPercentage: { value: 100.1 } },
    error(first('mirrorPercentage.value'), '100.1'),
  ),
  route('mirrorPercent', { mirrorPercent: 0 }, warning(first('mirrorPercent'), 'deprecated')),
  route('mirror_percent', { mirror_percent: 100 }, warning(first('mirror_percent'), 'deprecated')),
  route('mirrors without destination', { mirrors: [{}] }, error(first('mirrors[0]'), 'no destination')),
  route(
    'mirrors less than nothing',
    { mirrors: [{ ...cart, percentage: { value: -1 } }] },
    error(first('mirrors[0].percentage.value'), '-1'),
  ),
];

export const matchRows: readonly Row[] = [
  match('everything', {}, 'ok'),
  match('header by name', { headers: { 'end-user': { exact: 'x' } } }, 'ok'),
  match(
    'header with a space',
    { headers: { 'end user': {} } },
    error(first('match[0].headers["end user"]'), "'end user'"),
  ),
  match('header without a name', { headers: { '': {} } }, error(first('match[0].headers[""]'), 'is empty')),
  match('pseudo header', { headers: { ':method': { exact: 'GET' } } }, 'ok'),
  match(
    'pseudo header that is none',
    { headers: { ':verb': {} } },
    error(first('match[0].headers[":verb"]'), "':verb'"),
  ),
  match('claim', { headers: { '@request.auth.claims.group': { exact: 'x' } } }, 'ok'),
  match(
    'claim without a name',
    { headers: { '@request.auth.claims': {} } },
    error(first('match[0].headers["@request.auth.claims"]'), 'cannot be'),
  ),
  service(
    'claim in the mesh',
    { http: [{ match: [{ withoutHeaders: { '@request.auth.claims[a]': {} } }], route: [cart] }] },
    error(first('match[0].withoutHeaders["@request.auth.claims[a]"]'), 'gateways can and sidecars cannot'),
  ),
  match(
    'empty prefix of a header',
    { headers: { a: { prefix: '' } } },
    error(first('match[0].headers.a.prefix'), 'empty'),
  ),
  match('empty prefix of a path', { uri: { prefix: '' } }, 'ok'),
  match('empty prefix of a method', { method: { prefix: '' } }, error(first('match[0].method.prefix'), 'empty')),
  match(
    'empty prefix of a parameter',
    { queryParams: { q: { prefix: '' } } },
    error(first('match[0].queryParams.q.prefix'), 'empty'),
  ),
  match('regex of a path', { uri: { regex: '/v[0-9]+/.*' } }, 'ok'),
  match('empty regex of a path', { uri: { regex: '' } }, error(first('match[0].uri.regex'), 'it is empty')),
  match('regex with lookahead', { uri: { regex: '(?=a)' } }, error(first('match[0].uri.regex'), 'refused')),
  match('regex of 1025 bytes', { uri: { regex: 'ü'.repeat(513) } }, error(first('match[0].uri.regex'), '1026 bytes')),
  match('header that is not there', { withoutHeaders: { a: { regex: '*' } } }, 'ok'),
  match(
    'header that is there, as *',
    { headers: { a: { regex: '*' } } },
    error(first('match[0].headers.a.regex'), 'refused'),
  ),
  match('port beyond', { port: 65536 }, error(first('match[0].port'), '65536')),
  match('port 0 is none', { port: 0 }, 'ok'),
  match('bad label', { sourceLabels: { 'a b': 'c' } }, error(first('match[0].sourceLabels["a b"]'), 'not the key')),
  match(
    'bad value of a label',
    { sourceLabels: { a: 'c-' } },
    error(first('match[0].sourceLabels.a'), 'not the value'),
  ),
  match('long value of a label', { sourceLabels: { 'x.y/a': 'c'.repeat(99) } }, 'ok'),
  match('bad gateway', { gateways: ['a/b/c'] }, error(first('match[0].gateways[0]'), 'does not name')),
  match('gateway in the old form passes here', { gateways: ['web.infra'] }, 'ok'),
  match('bad namespace', { sourceNamespace: 'a.b' }, error(first('match[0].sourceNamespace'), "'a.b'")),
];

const requestAdd = (name: string, value = 'x'): Json => ({ headers: { request: { add: { [name]: value } } } });

export const headerRows: readonly Row[] = [
  route('a header', requestAdd('x-team', 'a %REQ(x)% 100%%'), 'ok'),
  route('a header without a name', requestAdd(''), error(first('headers.request.add[""]'), 'empty')),
  route('the authority', requestAdd(':authority'), 'ok'),
  route('the host', requestAdd('Host'), 'ok'),
  route('another pseudo header', requestAdd(':path'), error(first('headers.request.add[":path"]'), 'pseudo')),
  route(
    'the host, taken away',
    { headers: { request: { remove: ['host'] } } },
    error(first('headers.request.remove[0]'), 'Host'),
  ),
  route(
    'the host of a response',
    { headers: { response: { set: { host: 'x' } } } },
    error(first('headers.response.set.host'), 'Host'),
  ),
  route('a lone percent sign', requestAdd('x', '100%'), error(first('headers.request.add.x'), "single '%'")),
  route('an unfinished command', requestAdd('x', '%REQ(x'), error(first('headers.request.add.x'), 'does not end')),
  route('a tab', requestAdd('x', 'a\tb'), 'ok'),
  route('a line break', requestAdd('x', 'a\nb'), error(first('headers.request.add.x'), 'control')),
  route(
    'of a destination',
    { route: [{ ...cart, headers: { response: { add: { ':status': '1' } } } }] },
    error(first('route[0].headers.response.add[":status"]'), 'pseudo'),
  ),
  route(
    'the authority, twice',
    { rewrite: { authority: 'a' }, headers: { request: { set: { host: 'b' } } } },
    error(first('headers.request.set.host'), 'set twice'),
  ),
  route('the authority, rewritten beside a response', { rewrite: { authority: 'a' }, headers: { response: {} } }, 'ok'),
];

const redirect = (about: string, one: Json, verdict: Verdict, more: Json = {}): Row =>
  route(about, { route: [], redirect: one, ...more }, verdict);
const answer = (about: string, one: Json, verdict: Verdict): Row =>
  route(about, { route: [], directResponse: one }, verdict);
const retry = (about: string, one: Json, verdict: Verdict): Row => route(about, { retries: one }, verdict);
const rewrite = (about: string, one: Json, verdict: Verdict): Row => route(about, { rewrite: one }, verdict);
const abort = (about: string, one: Json, verdict: Verdict): Row => route(about, { fault: { abort: one } }, verdict);
const delay = (about: string, one: Json, verdict: Verdict): Row => route(about, { fault: { delay: one } }, verdict);
const cors = (about: string, one: Json, verdict: Verdict): Row => route(about, { corsPolicy: one }, verdict);

export const actionRows: readonly Row[] = [
  redirect('by path', { uri: '/new', redirectCode: 308 }, 'ok'),
  redirect('by nothing', {}, error(first('redirect'), 'changes nothing')),
  redirect('by the default port', { derivePort: 'FROM_PROTOCOL_DEFAULT' }, 'ok'),
  redirect('by path twice', { uri: '/', prefixRewrite: '/' }, error(first('redirect.prefixRewrite'), 'exclude')),
  redirect('by prefix, of an exact path', { prefixRewrite: '/' }, error(first('redirect.prefixRewrite'), 'by prefix'), {
    match: [{ uri: { exact: '/a' } }],
  }),
  redirect('by prefix, of a prefix', { prefixRewrite: '/' }, 'ok', { match: [{ uri: { prefix: '/a' } }] }),
  redirect('with a code of success', { uri: '/', redirectCode: 200 }, error(first('redirect.redirectCode'), '200')),
  redirect('to ftp', { scheme: 'ftp' }, error(first('redirect.scheme'), "'ftp'")),
  redirect('to a port beyond', { port: 70000 }, error(first('redirect.port'), '70000')),
  answer('an answer', { status: 503, body: { string: 'sorry' } }, 'ok'),
  answer('status 600 passes', { status: 600 }, 'ok'),
  answer('status 601', { status: 601 }, error(first('directResponse.status'), '601')),
  answer('no status', {}, error(first('directResponse.status'), '0 is not')),
  answer('100 KiB', { status: 200, body: { string: 'x'.repeat(102_400) } }, 'ok'),
  answer(
    'more than 100 KiB',
    { status: 200, body: { string: 'x'.repeat(102_401) } },
    warning(first('directResponse.body'), '102401'),
  ),
  answer(
    'more than 1 MiB',
    { status: 200, body: { bytes: 'eHh4'.repeat(400_000) } },
    error(first('directResponse.body'), '1200000'),
  ),
  retry('retries', { attempts: 2, perTryTimeout: '1s', retryOn: '5xx,503,retriable-4xx' }, 'ok'),
  retry('less than none', { attempts: -1 }, error(first('retries.attempts'), 'negative')),
  retry(
    'none, with a timeout',
    { attempts: 0, perTryTimeout: '1s' },
    error(first('retries'), 'no retries to describe'),
  ),
  retry('none, with localities', { retryRemoteLocalities: false }, error(first('retries'), 'no retries to describe')),
  retry('none, with a backoff', { attempts: 0, backoff: '1s' }, 'ok'),
  retry('a backoff of nothing', { attempts: 1, backoff: '0s' }, error(first('retries.backoff'), '0s')),
  retry(
    'spaces between conditions',
    { attempts: 1, retryOn: '5xx, reset' },
    error(first('retries.retryOn'), "' reset'"),
  ),
  retry('a status without a name', { attempts: 1, retryOn: '306' }, error(first('retries.retryOn'), "'306'")),
  rewrite('the path', { uri: '/' }, 'ok'),
  rewrite('nothing', { uri: '' }, error(first('rewrite'), 'changes nothing')),
  rewrite(
    'the path twice',
    { uri: '/', uriRegexRewrite: { match: 'a', rewrite: 'b' } },
    error(first('rewrite.uriRegexRewrite'), 'exclude'),
  ),
  rewrite('by half a regex', { uriRegexRewrite: { match: 'a' } }, error(first('rewrite.uriRegexRewrite'), 'both')),
  rewrite(
    'by a bad regex',
    { uriRegexRewrite: { match: '(', rewrite: 'b' } },
    error(first('rewrite.uriRegexRewrite.match'), 'refused'),
  ),
  route('a fault of nothing', { fault: {} }, error(first('fault'), 'injects nothing')),
  abort('with a status', { httpStatus: 500, percentage: { value: 0.0001 } }, 'ok'),
  abort('without a status', {}, 'ok'),
  abort(
    'too seldom',
    { httpStatus: 500, percentage: { value: 0.00001 } },
    error(first('fault.abort.percentage'), '0.00001'),
  ),
  abort('with too small a status', { httpStatus: 199 }, error(first('fault.abort.httpStatus'), '199')),
  abort('with a status of gRPC', { grpcStatus: 'UNAVAILABLE' }, 'ok'),
  abort(
    'with a status that gRPC lacks',
    { grpcStatus: 'Unavailable' },
    error(first('fault.abort.grpcStatus'), "'Unavailable'"),
  ),
  abort('with HTTP/2', { http2Error: 'x' }, error(first('fault.abort.http2Error'), 'not supported')),
  delay('fixed', { fixedDelay: '1s' }, 'ok'),
  delay('of nothing', { fixedDelay: '0s' }, error(first('fault.delay.fixedDelay'), '0s')),
  delay('exponential', { exponentialDelay: '1s' }, error(first('fault.delay.exponentialDelay'), 'not supported')),
  delay(
    'more often than always',
    { fixedDelay: '1s', percentage: { value: 101 } },
    error(first('fault.delay.percentage'), '101'),
  ),
  cors('a policy', { allowOrigins: [{ regex: '.*' }], allowMethods: ['*'], allowHeaders: ['*'], maxAge: '24h' }, 'ok'),
  cors('an empty origin', { allowOrigins: [{}] }, error(first('corsPolicy.allowOrigins[0]'), 'empty')),
  cors('a bad origin', { allowOrigins: [{ regex: '[' }] }, error(first('corsPolicy.allowOrigins[0].regex'), 'refused')),
  cors('a method in small letters', { allowMethods: ['get'] }, error(first('corsPolicy.allowMethods[0]'), "'get'")),
  cors('a bad header', { exposeHeaders: ['a b'] }, error(first('corsPolicy.exposeHeaders[0]'), "'a b'")),
  cors('half a second', { maxAge: '1.5s' }, error(first('corsPolicy.maxAge'), 'finer than a second')),
];

const tls = (about: string, one: Json, verdict: Verdict, spec: Json = {}): Row => {
  const sound = { match: [{ sniHosts: ['cart'] }], route: [cart] };
  return service(about, { http: [], tls: [{ ...sound, ...one }], ...spec }, verdict);
};
const tlsMatch = (about: string, one: Json, verdict: Verdict, spec: Json = {}): Row =>
  tls(about, { match: [{ sniHosts: ['cart'], ...one }] }, verdict, spec);
const tcp = (about: string, one: Json, verdict: Verdict): Row =>
  service(about, { http: [], tcp: [{ route: [cart], ...one }] }, verdict);

const eastWest = 'outbound_.80_._.cart.shop.svc.cluster.local';

export const l4Rows: readonly Row[] = [
  tls('by SNI', {}, 'ok'),
  tls('without a match', { match: [] }, error('spec.tls[0]', 'needs a match')),
  tls('without a destination', { route: [] }, error('spec.tls[0]', 'route is missing')),
  tlsMatch('without SNI', { sniHosts: [] }, error('spec.tls[0].match[0].sniHosts', 'at least one')),
  tlsMatch('of another host', { sniHosts: ['wine'] }, error('spec.tls[0].match[0].sniHosts[0]', 'not covered')),
  tlsMatch('of a host under a wildcard', { sniHosts: ['a.b.example'] }, 'ok', { hosts: ['*.example'] }),
  tlsMatch(
    'of a wildcard under a host',
    { sniHosts: ['*.example'] },
    error('spec.tls[0].match[0].sniHosts[0]', 'not covered'),
    { hosts: ['a.example'] },
  ),
  tlsMatch('of an address', { sniHosts: ['10.0.0.1'] }, warning('spec.tls[0].match[0].sniHosts[0]', 'is an address')),
  tlsMatch('of nothing like a host', { sniHosts: ['a_b'] }, error('spec.tls[0].match[0].sniHosts[0]', "'a_b' is not")),
  tlsMatch('of an east-west gateway', { sniHosts: [eastWest] }, 'ok', { hosts: [eastWest], gateways: ['eastwest'] }),
  tlsMatch('of an east-west gateway, in the mesh', { sniHosts: ['cart'] }, error('spec.hosts[1]', 'outbound_'), {
    hosts: ['cart', eastWest],
  }),
  tlsMatch('of a network', { destinationSubnets: ['10.0.0.0/8', '::/0'] }, 'ok'),
  tlsMatch(
    'of a bad network',
    { destinationSubnets: ['10.0.0.0/33'] },
    error('spec.tls[0].match[0].destinationSubnets[0]', '/33'),
  ),
  tlsMatch(
    'with a gateway in the old form',
    { gateways: ['a.b'] },
    warning('spec.tls[0].match[0].gateways[0]', 'old form'),
  ),
  tlsMatch('with a bad port', { port: -1 }, error('spec.tls[0].match[0].port', '-1')),
  tcp('everything', {}, 'ok'),
  tcp('nowhere', { route: [] }, error('spec.tcp[0]', 'route is missing')),
  tcp(
    'of a bad network',
    { match: [{ destinationSubnets: ['10.0.0.0/08'] }] },
    error('spec.tcp[0].match[0].destinationSubnets[0]', '/08'),
  ),
  tcp(
    'with a bad label',
    { match: [{ sourceLabels: { '-a': '' } }] },
    error('spec.tcp[0].match[0].sourceLabels.-a', "'-a'"),
  ),
  tcp('with a gateway in the old form', { match: [{ gateways: ['a.b'] }] }, 'ok'),
  tcp('with weights of 0', { route: [cart, wine] }, error('spec.tcp[0].route', 'add up to 0')),
];

const rules = (about: string, matches: readonly (readonly Json[])[], verdict: Verdict): Row => {
  const http = matches.map((match) => (match.length === 0 ? { route: [cart] } : { match, route: [cart] }));
  return service(about, { http }, verdict);
};
const prefix = (text: string, more: Json = {}): Json => ({ uri: { prefix: text }, ...more });

export const unusedRows: readonly Row[] = [
  rules('specific before general', [[prefix('/a')], [prefix('/')], []], 'ok'),
  rules('two without a match', [[], []], warning('spec.http[1]', 'route at 0 has no match')),
  rules(
    'a match behind one without',
    [[], [prefix('/a'), prefix('/b')]],
    warning('spec.http[1]', 'no request reaches'),
  ),
  rules(
    'the same in one route',
    [[prefix('/a'), prefix('/a', { name: 'again', port: 0 }), prefix('/b')]],
    warning('spec.http[0].match[1]', 'says the same'),
  ),
  rules(
    'the same headers in another order',
    [[{ headers: { a: {}, b: {} } }, { headers: { b: {}, a: {}, c: null } }, {}]],
    warning('spec.http[0].match[1]', 'says the same'),
  ),
  rules('other headers', [[{ headers: { a: {} } }, { headers: { a: { exact: '' } } }]], 'ok'),
  rules(
    'general before specific',
    [[prefix('/a')], [prefix('/ab')]],
    warning('spec.http[1].match[0]', 'prefix /ab is covered'),
  ),
  rules('another port', [[prefix('/a', { port: 80 })], [prefix('/ab')]], 'ok'),
  rules('another method', [[prefix('/a', { method: { exact: 'POST' } })], [prefix('/ab')]], 'ok'),
  rules(
    'GET is the default',
    [[prefix('/a', { method: { exact: 'GET' } })], [prefix('/ab')]],
    warning('spec.http[1].match[0]', 'covered'),
  ),
  rules(
    'a method by regex counts as GET',
    [[prefix('/a')], [prefix('/ab', { method: { regex: 'P.*' } })]],
    warning('spec.http[1].match[0]', 'covered'),
  ),
  rules(
    'another authority',
    [[prefix('/a', { authority: { exact: 'x' } })], [prefix('/ab', { authority: { exact: 'y' } })]],
    'ok',
  ),
  rules('fewer headers', [[prefix('/a')], [prefix('/ab', { headers: { a: {} } })]], 'ok'),
  rules('other headers', [[prefix('/a', { headers: { b: {} } })], [prefix('/ab', { headers: { a: {} } })]], 'ok'),
  rules(
    'other labels are not looked at',
    [[prefix('/a', { sourceLabels: { a: 'b' } })], [prefix('/ab')]],
    warning('spec.http[1].match[0]', 'covered'),
  ),
  service(
    'tcp without a match, twice',
    { http: [], tcp: [{ route: [cart] }, { route: [cart] }] },
    warning('spec.tcp[1]', 'no request'),
  ),
  service(
    'the same SNI within a route',
    {
      http: [],
      tls: [
        { match: [{ sniHosts: ['cart'] }, { sniHosts: ['cart'] }, { sniHosts: ['cart'], port: 1 }], route: [cart] },
      ],
    },
    warning('spec.tls[0].match[1]', 'says the same'),
  ),
];
