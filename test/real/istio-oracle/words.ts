/** Values for a field: such as are accepted somewhere, and such as make rules speak. */
export interface Words {
  readonly good: readonly unknown[];
  readonly odd: readonly unknown[];
}

const words = (good: readonly unknown[], odd: readonly unknown[]): Words => ({ good, odd });

const long = 'x'.repeat(64);
const hosts = words(
  ['reviews', 'reviews.shop.svc.cluster.local', '*.example.com', 'api.example.com', '*', 'ratings', 'db.shop', '*.local'],
  ['', 'UPPER.example', '*a.example', 'a.*.b', 'a_b.example', 'http://a.example', 'a.example:80', 'shop/a.example', '.'],
);
const moreHosts = ['outbound_.80_._.a.shop', 'outbound_.x_._.a.shop', 'outbound_a', 'a..b', '10.0.0.1', '::1', `${long}.example`, `${'a.'.repeat(127)}ab`, '-a.b', 'a-.b', '*.', 'a.', '**', ' a', '*.*', '1.2', '123', '240.240.0.1', '*-a.b'];
const labels = words(
  ['v1', 'v2', '', 'shop', 'a.b_c-d'],
  ['a b', '-a', 'a-', long, '*', 'a/b', 'ä', '.', 'v1*'],
);
const namespaces = words(
  ['*', '.', 'shop', 'istio-system'],
  ['~', '', 'Shop', 'a/b', 'a_b', '-a', long, '*a', 'a*', ' ', 'a.b'],
);
const cidrs = words(
  ['10.0.0.0/8', '10.1.2.3', '::1/128', 'fd00::/8', '0.0.0.0/0'],
  ['10.0.0.1/33', 'x', '', '10.0.0', '::1/129', '10.0.0.0/', '/8', '10.0.0.1/8', '10.0.0.0/08', '010.0.0.1', '::ffff:10.0.0.1', 'fe80::1%eth0', '10.0.0.1-9'],
);
const regexes = words(
  ['.*', '^/a/[0-9]+$', '(?i)x', '\\d+', 'a|b', '(?P<n>x)', '\\p{Greek}', '[[:alpha:]]+'],
  ['', '[', 'a(b', '(?=x)', 'a{1001}', 'a**', '\\C', '\\1', 'x'.repeat(1025), '(?<n>x)', '\\p{Nope}', '*', 'a{2,1}', '\\Qa', '[b-a]', '(?i', '\\', '((a{100}){100}){100}'],
);
const paths = words(
  ['/', '/a', '/a/b', '/A'],
  ['', 'a', '/a?b', '/a#b', '*', '/a*', '*a', '/{*}', '/a/{**}', '/{**}/b', '/{**}/{*}', '/{*', '/a{*}', '/{**}/{**}', '/{a}', '/%2F', '/ü', ' '],
);
const headerNames = words(
  ['x-a', 'X-B', 'cookie', 'end-user', ':authority', 'uri'],
  ['', '*', '@request.auth.claims.a', '@request.auth.claims[a][b]', '@request.auth.claims', '@request.auth.claims-a', 'host', 'Host', ':method', 'x a', 'x:y', ':path', 'a\n', 'ä', 'x_y', ':x', 'Content-Length', '%REQ(x)%'],
);
const templates = words(
  ['a', '%REQ(x)%', '%DOWNSTREAM_REMOTE_ADDRESS%', '1%%'],
  ['', '%', '%X', '%REQ(', 'a\n', '%%%', '%NOPE%', 'ä', '%M(["a","b"])%', '%M([ "a\\"b" ])%', '%M(["a"x])%', '%M([x])%', '%M(["a"]x)%', '%M(["a"])x%', '%M(["a\\', '%M(["a"]', 'a%b', '%M()%', '%M(a)b%', '%start_time%', '%9%', '%A_B%'],
);
const principals = words(
  ['cluster.local/ns/shop/sa/web', '*', '*/sa/web', 'cluster.local/*', 'issuer/subject'],
  ['', '*a*', 'a*b', '**', ' ', 'ns/shop/sa/web', 'spiffe://cluster.local/ns/shop/sa/web', '/', 'a/b/c/d/e/f'],
);
const urls = words(
  ['https://issuer.example/keys', 'http://issuer.example', 'oci://registry.example/a:1', 'file:///etc/a.wasm', 'registry.example/a:1', 'https://a.example:8443/x?y#z'],
  ['', 'x', 'ftp://a.example', 'https://', 'https://:80', ':', 'HTTPS://a.example', '//a.example', 'https://a b', 'http:/a', 'https:a', 'https://a.example:x', 'https://[::1]:1/', 'file:a', '%zz', 'https://a.example/%zz', 'inline://x'],
);
const durations = words(
  ['1s', '5m', '1h', '500ms', '1.5s', '1h30m', '10s', '30s'],
  ['0s', '0.5ms', '-1s', '1d', 'x', '', '10', '1us', '1ns', '99999h', '2562047h', '2562048h', '1 s', '+1s', '.5s', '1.s', '1µs', '1500us', '0', '1ms1us', '0.001s', '1.0005s', '315576000001s', '3601s', '99ms', '1s500us'],
);
const secrets = words(
  ['shop-cert', 'shop/cert'],
  ['', 'builtin://', 'kubernetes://a', 'kubernetes-gateway://a/b', 'configmap://a', 'sds://a', 'A', 'a b', 'kubernetes://', 'file-cert:/a', 'a-cacert'],
);
const files = words(['/etc/certs/tls.crt', '/etc/certs/tls.key'], ['', 'x', 'system', ' ']);
const ports = words(['80', '443', '8080'], ['0', '65536', 'x', '', '-1', '80-90', '08', '+80', ' 80', '8e1', '65535']);
const names = words(
  ['http', 'a', 'v1', 'v2', 'https-web', 'tcp'],
  ['', 'A', 'a_b', 'a b', long, 'a.b', '-a', 'a-', 'ä', 'a/b', '1', `${'x'.repeat(254)}`, 'x'.repeat(257)],
);
const sans = words(['spiffe://cluster.local/ns/a/sa/b', 'a.example', '*.a.example'], ['', ' ']);
const numbers = words([0, 1, 50, 100], [-1, 101, 0.5, 99.99, 100.001, 1e-9, 1e10]);
const integers = words([0, 1, 2, 10, 100], [-1, 50, 99, 101, 200, 503, 599, 600, 65535, 65536, 4294967295, 2147483647, 8080, 300, 399, 1.5]);
const base64 = words(['aGk=', ''], ['x', '!', 'aGk', 'aGk==', '_-8=']);
const texts = words(['a', 'x-1', 'shop'], ['', ' ', 'ä', '*', 'a\nb', '/', '%']);

const gatewayHosts = words(
  ['*', 'shop.example', '*.shop.example', 'shop/*', './shop.example', '*/shop.example', 'shop/api.shop.example'],
  ['~/*', '/a.example', 'shop/', 'shop/*a.example', 'a/b/c', '', 'Shop/a.example', '*.', '../a', 'shop/a_b.example', 'shop/ *', './', '*/', '*/*', '**/*', 'a*/x.example', '10.0.0.1', 'shop/10.0.0.1', 'svc'],
);
const sidecarHosts = words(
  ['./*', '*/*', 'shop/*', '~/*', 'shop/reviews.shop.svc.cluster.local', 'istio-system/*.svc.cluster.local'],
  ['*', 'reviews', '~/a', 'shop/', '/a', 'a/b/c', '', 'Shop/*', '.', 'shop/10.0.0.1', '~/a.example', './~', 'a*/b.example', '../a', 'shop/*a'],
);

/** By name of the field, or by `Kind.name` where a kind means something else by it. A list is called like its field. */
export const wordsOf: Readonly<Record<string, Words>> = {
  host: words(hosts.good, [...hosts.odd, ...moreHosts]),
  hosts: words(hosts.good, [...hosts.odd, ...moreHosts]),
  sniHosts: words(hosts.good, [...hosts.odd, ...moreHosts]),
  'Gateway.hosts': gatewayHosts,
  'Sidecar.hosts': sidecarHosts,
  'AuthorizationPolicy.hosts': words(['shop.example', '*', '*.example', 'shop.*'], ['', '*a*', '**', ' ', 'a*b']),
  notHosts: words(['shop.example', '*', '*.example', 'shop.*'], ['', '*a*', '**', ' ', 'a*b']),
  exportTo: namespaces,
  gateways: words(
    ['mesh', 'shop/web', 'web', 'istio-system/web'],
    ['', 'Shop/web', 'shop/', '/web', 'a/b/c', 'web.shop.svc.cluster.local', '*', '*.example', 'a_b', './web', 'shop/a_b', ' ', 'Mesh', '-a', 'shop/*', '10.0.0.1'],
  ),
  gateway: names,
  prefix: paths,
  exact: words(['a', '/a', 'GET'], ['', ' ', '*', '/a?b']),
  regex: regexes,
  match: regexes,
  rewrite: words(['\\1', '/x', ''], ['\\9', '\\', '\\0\\1']),
  uri: paths,
  uriRegexRewrite: paths,
  authority: words(['a.example', 'a.example:80'], ['', ' ']),
  scheme: words(['http', 'https'], ['', 'ftp', 'HTTP', 'HTTPS', 'tcp']),
  prefixRewrite: paths,
  path: paths,
  paths,
  notPaths: paths,
  labels,
  sourceLabels: labels,
  matchLabels: words(labels.good, labels.odd),
  selector: words(labels.good, labels.odd),
  annotations: texts,
  environmentVariables: texts,
  ports,
  notPorts: ports,
  methods: words(['GET', 'POST', '*'], ['', 'get', ' ', '*a*', 'NOPE', 'G*']),
  notMethods: words(['GET', 'POST', '*'], ['', 'get', ' ', '*a*', 'NOPE', 'G*']),
  ipBlocks: cidrs,
  notIpBlocks: cidrs,
  remoteIpBlocks: cidrs,
  notRemoteIpBlocks: cidrs,
  destinationSubnets: cidrs,
  sourceSubnet: cidrs,
  namespaces: words(['shop', '*', 'shop-*', '*-shop'], ['', '*a*', 'a*b', '**', 'Shop', 'a/b', ' ']),
  notNamespaces: words(['shop', '*', 'shop-*', '*-shop'], ['', '*a*', 'a*b', '**', 'Shop', 'a/b', ' ']),
  principals,
  notPrincipals: principals,
  requestPrincipals: principals,
  notRequestPrincipals: principals,
  trustDomains: words(['cluster.local', '*', 'a.*', '*.b'], ['', '*a*', 'a*b', '**', 'a/b', ' ']),
  notTrustDomains: words(['cluster.local', '*', 'a.*', '*.b'], ['', '*a*', 'a*b', '**', 'a/b', ' ']),
  serviceAccounts: words(['shop/web', 'web'], ['', '*', 'a/b/c', 'a/', '/b', 'a/*', '*/b', 'A/B', 'a b', 'x'.repeat(321)]),
  notServiceAccounts: words(['shop/web', 'web'], ['', '*', 'a/b/c', 'a/', '/b', 'a/*', '*/b', 'A/B', 'a b']),
  key: words(
    ['request.headers[x-a]', 'source.ip', 'request.auth.claims[iss]', 'destination.port', 'source.namespace', 'connection.sni', 'experimental.envoy.filters.x', 'request.auth.claims[a][b]'],
    ['', 'request.headers', 'request.headers[]', 'nope', 'source.principal', 'request.auth.principal', 'request.auth.audiences', 'request.auth.presenter', 'remote.ip', 'destination.ip', 'request.headers[x', 'source.serviceAccount', 'request.auth.claims', 'request.headers[a][b]', 'REQUEST.headers[a]', 'source.user', 'destination.name', 'request.regex.headers[x]', 'source.labels[a]', 'destination.user', 'destination.labels[a]', 'experimental.'],
  ),
  values: words(['a', '10.0.0.0/8', '443', '*', 'cluster.local/ns/a/sa/b', 'a*'], ['', '*a*', 'x', '70000', '10.0.0.0/40', 'a/b', ' ', '-1', '0']),
  notValues: words(['a', '10.0.0.0/8', '443', '*', 'cluster.local/ns/a/sa/b'], ['', '*a*', 'x', '70000', '10.0.0.0/40', 'a/b', ' ']),
  issuer: words(['https://issuer.example', 'issuer'], ['', ' ']),
  jwksUri: urls,
  jwks_uri: urls,
  url: urls,
  jwks: words(
    ['{"keys":[]}', '{"keys":[{"kty":"RSA","e":"AQAB","n":"AQAB","kid":"1"}]}', '{"keys":[{"kty":"oct","k":"aGk"}]}'],
    ['', '{', 'x', '{}', '[]', '{"keys":[{}]}', '{"keys":{}}', 'null', '{"keys":[{"kty":"RSA"}]}', '{"keys":[{"kty":"EC","crv":"P-256","x":"AQ","y":"AQ"}]}', '{"keys":[{"kty":"NOPE"}]}', '{"keys":null}', ' {"keys":[]} ', '{"keys":[]}x', '"a"', '{"a":1}'],
  ),
  audiences: words(['a', 'b.example'], ['', ' ']),
  fromCookies: words(['session', 'a-b'], ['', ' ', 'a b', 'a=b']),
  fromParams: words(['token', 'a-b'], ['', ' ']),
  outputPayloadToHeader: headerNames,
  header: headerNames,
  claim: words(['sub', 'a.b', 'nested.claim'], ['', ' ', '.', 'a..b', '.a']),
  spaceDelimitedClaims: words(['scope', 'a.b'], ['', ' ']),
  'RequestAuthentication.prefix': words(['Bearer ', 'x'], ['', ' ']),
  'RequestAuthentication.name': headerNames,
  httpHeaderName: headerNames,
  httpQueryParameterName: words(['a'], ['', ' ']),
  'VirtualService.headers': headerNames,
  add: templates,
  set: templates,
  remove: headerNames,
  allowHeaders: headerNames,
  exposeHeaders: headerNames,
  allowMethods: words(['GET', 'POST', '*'], ['', 'get', 'NOPE', ' ', 'CONNECT', 'PATCH']),
  allowOrigin: words(['*', 'https://a.example'], ['', 'a']),
  grpcStatus: words(['UNAVAILABLE', 'OK', 'INTERNAL'], ['', 'unavailable', 'NOPE', '14', 'CANCELLED', 'CANCELED', ' OK']),
  http2Error: words(['x'], ['']),
  retryOn: words(
    ['5xx', 'gateway-error,5xx', '503', 'connect-failure,refused-stream,503', 'retriable-4xx', 'reset-before-request'],
    ['', 'x', ' 5xx', '5xx, 503', '5xx,', '999', '99', '100', '600', '5xx,5xx', 'unavailable', 'cancelled', 'envoy-ratelimited', ',', '-1', '0503', 'RESET', 'http3-post-connect-failure', 'reset'],
  ),
  protocol: words(
    ['HTTP', 'HTTPS', 'TCP', 'TLS', 'GRPC', 'HTTP2', 'MONGO'],
    ['', 'http', 'UDP', 'X', 'GRPC-WEB', 'GRPC-Web', 'HTTP_PROXY', 'HBONE', 'https', 'DOUBLE-HBONE', 'tls', 'MySQL', 'http2', 'Redis', 'HTTP3', 'ftp'],
  ),
  expression: words(['response.code >= 500', 'true', "request.headers['x'] == 'a'", "'a' in request.headers"], ['', 'x(', 'nope', '1', "'a'", 'a.b.c', 'response.code >', 'has(request.host)', 'duration("1s")', 'request.time.getFullYear()']),
  failoverPriority: words(['topology.kubernetes.io/region', 'topology.istio.io/network', 'a=b', 'version'], ['', '=', 'a b', '-a=b', 'a=-', 'topology.istio.io/subzone', 'topology.kubernetes.io/zone', 'a=b=c', 'topology.kubernetes.io/zone=a', 'a=']),
  from: words(['us', 'us/a', 'us/a/*', 'eu/*', '*'], ['', 'us/*/a', '*/a', 'us//a', 'us/a/b/c', '/a', 'us/', 'us*', 'us/a/b', '**']),
  'DestinationRule.to': words(['eu', 'us'], ['', 'us/a', 'eu/*', '*', 'a/b/c/d']),
  locality: words(['us/a', 'eu', 'us/a/b'], ['', '/', 'a/b/c/d', '*', 'us//b', 'us/*']),
  subjectAltNames: sans,
  credentialName: secrets,
  credentialNames: secrets,
  caCertCredentialName: secrets,
  caCertificates: files,
  clientCertificate: files,
  serverCertificate: files,
  privateKey: files,
  caCrl: files,
  cipherSuites: words(['ECDHE-ECDSA-AES128-GCM-SHA256', 'AES256-SHA', 'ECDHE-RSA-AES256-GCM-SHA384'], ['', 'x', 'TLS_AES_128_GCM_SHA256', '[ECDHE-ECDSA-AES128-GCM-SHA256|ECDHE-ECDSA-CHACHA20-POLY1305]', 'DES-CBC3-SHA', 'ecdhe-ecdsa-aes128-gcm-sha256']),
  verifyCertificateHash: words(['a'.repeat(64)], ['', 'x', 'A'.repeat(64), Array(32).fill('ab').join(':')]),
  verifyCertificateSpki: words(['NvqYIYSbgK2vCJpQhObf77vv+bQWtc5ek5RIOwPiC9A='], ['', 'x', '!!!']),
  sni: words(['a.example'], ['', '*', 'A.example', 'a b']),
  sha256: words(['a'.repeat(64), ''], ['x', 'A'.repeat(64), 'a'.repeat(63)]),
  bind: words(['0.0.0.0', '127.0.0.1', '10.0.0.1', '::'], ['', 'x', '1.2.3.4/8', 'unix:///tmp/a', 'unix://a', 'unix://@a', '@a', 'localhost', '1.2.3.4:80', 'unix://']),
  defaultEndpoint: words(
    ['127.0.0.1:8080', 'unix:///var/a', '0.0.0.0:8080', '[::1]:8080'],
    ['', ':80', 'x', 'localhost:80', '1.2.3.4:80', '[::]:80', 'unix://a', '127.0.0.1', '127.0.0.1:0', '127.0.0.1:x', '::1:80', 'unix://@a', '127.0.0.1:65536', '127.0.0.2:80', '/a', 'unix://'],
  ),
  address: words(['10.0.0.1', 'vm.example', '::1', 'unix:///var/a'], ['', 'x y', '*.a.example', '10.0.0.1:80', 'unix://a', 'A.example', 'a_b.example', '10.0.0.1/8', 'unix://', 'unix://@a', '-a']),
  addresses: words(['10.0.0.1', '10.0.0.0/8', 'fd00::1'], ['', 'x', '*', '10.0.0.1/33', '10.0.0.1:80', 'a.example', '240.240.0.1']),
  network: words(['us', 'eu-west'], ['', 'A b', '-']),
  namespace: words(['shop', 'default'], ['', 'Shop', 'a/b', 'a_b', 'other']),
  sourceNamespace: words(['shop'], ['', 'Shop', '*']),
  name: names,
  portName: names,
  'VirtualService.name': names,
  'WorkloadGroup.name': words(['X-A', 'a'], ['', 'a b', 'ä', ':a', 'x_y']),
  subset: names,
  targetHost: words(['a.example', 'db.shop', '10.0.0.1'], ['', 'a_b', '*.a', 'A', 'a b', '::1']),
  kind: words(['Service', 'Gateway', 'GatewayClass', 'ServiceEntry'], ['', 'Pod', 'a b', 'service', '-']),
  group: words(['', 'gateway.networking.k8s.io', 'networking.istio.io', 'core'], ['A', 'a_b', '-a', 'apps']),
  statPrefix: words(['%SERVICE%', '%SERVICE_FQDN%_%SERVICE_PORT%'], ['', '%NOPE%', '%', '%SERVICE', 'a%%', '%SUBSET_NAME%']),
  proxyVersion: words(['^1\\.31.*'], ['', '[', '(?=x)', '*']),
  imageType: words(['distroless', 'default', 'debug'], ['', 'x', 'x'.repeat(300)]),
  string: words(['a'], ['']),
  bytes: base64,
  inlineCode: words(['function envoy_on_request(h) end', 'x'], ['', 'x'.repeat(65537)]),
  command: words(['ls', '-l'], ['']),
  service: words(['reviews', 'reviews.shop.svc.cluster.local', 'a'], ['', 'a_b', '*', 'A']),
  serviceAccount: words(['web'], ['', 'A b', 'x'.repeat(254)]),
  value: texts,
  'WorkloadGroup.value': texts,
  defaultValue: texts,
  pluginName: names,
  verificationKey: texts,
  imagePullSecret: names,
  transportProtocol: words(['tls', 'raw_buffer'], ['', 'x']),
  applicationProtocols: words(['h2', 'http/1.1'], ['', ',']),
};

export const wordsOfType: Readonly<Record<string, Words>> = {
  duration: durations,
  'positive-duration': durations,
  byte: base64,
  integer: integers,
  number: numbers,
  string: texts,
  boolean: words([true, false], []),
};

/** Keys of maps, by the name of the map. */
export const keysOf: Readonly<Record<string, Words>> = {
  headers: headerNames,
  withoutHeaders: headerNames,
  set: headerNames,
  add: headerNames,
  queryParams: words(['a', 'b-c'], ['', ' ']),
  ports: words(['http', 'https-web', 'tcp'], ['', 'A', 'a_b', long, 'a b']),
  to: words(['us', 'eu/*', 'us/a/*', 'us/a/b'], ['', '*', 'us/*', 'us/a', '*/a', 'a/b/c/d', 'us/*/a', 'us//b']),
  environmentVariables: words(['ISTIO_META_A', 'A'], ['', 'a b']),
  tagOverrides: words(['request_host', 'a'], ['', 'a b']),
  customTags: words(['a', 'b'], ['', ' ']),
  metadata: words(['a', 'b'], ['']),
};

export const labelKeys = words(
  ['app', 'version', 'topology.istio.io/cluster', 'app.kubernetes.io/name', 'security.istio.io/tlsMode'],
  ['', '-a', 'a/b/c', long, 'a b', 'A', 'a/', '/a', 'ä', '*', 'Ex/a', 'a_b/c'],
);
