/** Values for a field: such as are accepted somewhere, and such as make rules speak. */
export interface Words {
  readonly good: readonly unknown[];
  readonly odd: readonly unknown[];
}

export const words = (good: readonly unknown[], odd: readonly unknown[]): Words => ({ good, odd });

export const long = 'x'.repeat(64);
export const hosts = words(
  [
    'reviews',
    'reviews.shop.svc.cluster.local',
    '*.example.com',
    'api.example.com',
    '*',
    'ratings',
    'db.shop',
    '*.local',
  ],
  [
    '',
    'UPPER.example',
    '*a.example',
    'a.*.b',
    'a_b.example',
    'http://a.example',
    'a.example:80',
    'shop/a.example',
    '.',
  ],
);
export const moreHosts = [
  'outbound_.80_._.a.shop',
  'outbound_.x_._.a.shop',
  'outbound_a',
  'a..b',
  '10.0.0.1',
  '::1',
  `${long}.example`,
  `${'a.'.repeat(127)}ab`,
  '-a.b',
  'a-.b',
  '*.',
  'a.',
  '**',
  ' a',
  '*.*',
  '1.2',
  '123',
  '240.240.0.1',
  '*-a.b',
];
export const labels = words(
  ['v1', 'v2', '', 'shop', 'a.b_c-d'],
  ['a b', '-a', 'a-', long, '*', 'a/b', 'ä', '.', 'v1*'],
);
export const namespaces = words(
  ['*', '.', 'shop', 'istio-system'],
  ['~', '', 'Shop', 'a/b', 'a_b', '-a', long, '*a', 'a*', ' ', 'a.b'],
);
export const cidrs = words(
  ['10.0.0.0/8', '10.1.2.3', '::1/128', 'fd00::/8', '0.0.0.0/0'],
  [
    '10.0.0.1/33',
    'x',
    '',
    '10.0.0',
    '::1/129',
    '10.0.0.0/',
    '/8',
    '10.0.0.1/8',
    '10.0.0.0/08',
    '010.0.0.1',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    '10.0.0.1-9',
  ],
);
export const regexes = words(
  ['.*', '^/a/[0-9]+$', '(?i)x', '\\d+', 'a|b', '(?P<n>x)', '\\p{Greek}', '[[:alpha:]]+'],
  [
    '',
    '[',
    'a(b',
    '(?=x)',
    'a{1001}',
    'a**',
    '\\C',
    '\\1',
    'x'.repeat(1025),
    '(?<n>x)',
    '\\p{Nope}',
    '*',
    'a{2,1}',
    '\\Qa',
    '[b-a]',
    '(?i',
    '\\',
    '((a{100}){100}){100}',
  ],
);
export const paths = words(
  ['/', '/a', '/a/b', '/A'],
  [
    '',
    'a',
    '/a?b',
    '/a#b',
    '*',
    '/a*',
    '*a',
    '/{*}',
    '/a/{**}',
    '/{**}/b',
    '/{**}/{*}',
    '/{*',
    '/a{*}',
    '/{**}/{**}',
    '/{a}',
    '/%2F',
    '/ü',
    ' ',
  ],
);
export const headerNames = words(
  ['x-a', 'X-B', 'cookie', 'end-user', ':authority', 'uri'],
  [
    '',
    '*',
    '@request.auth.claims.a',
    '@request.auth.claims[a][b]',
    '@request.auth.claims',
    '@request.auth.claims-a',
    'host',
    'Host',
    ':method',
    'x a',
    'x:y',
    ':path',
    'a\n',
    'ä',
    'x_y',
    ':x',
    'Content-Length',
    '%REQ(x)%',
  ],
);
export const templates = words(
  ['a', '%REQ(x)%', '%DOWNSTREAM_REMOTE_ADDRESS%', '1%%'],
  [
    '',
    '%',
    '%X',
    '%REQ(',
    'a\n',
    '%%%',
    '%NOPE%',
    'ä',
    '%M(["a","b"])%',
    '%M([ "a\\"b" ])%',
    '%M(["a"x])%',
    '%M([x])%',
    '%M(["a"]x)%',
    '%M(["a"])x%',
    '%M(["a\\',
    '%M(["a"]',
    'a%b',
    '%M()%',
    '%M(a)b%',
    '%start_time%',
    '%9%',
    '%A_B%',
  ],
);
export const principals = words(
  ['cluster.local/ns/shop/sa/web', '*', '*/sa/web', 'cluster.local/*', 'issuer/subject'],
  ['', '*a*', 'a*b', '**', ' ', 'ns/shop/sa/web', 'spiffe://cluster.local/ns/shop/sa/web', '/', 'a/b/c/d/e/f'],
);
export const urls = words(
  [
    'https://issuer.example/keys',
    'http://issuer.example',
    'oci://registry.example/a:1',
    'file:///etc/a.wasm',
    'registry.example/a:1',
    'https://a.example:8443/x?y#z',
  ],
  [
    '',
    'x',
    'ftp://a.example',
    'https://',
    'https://:80',
    ':',
    'HTTPS://a.example',
    '//a.example',
    'https://a b',
    'http:/a',
    'https:a',
    'https://a.example:x',
    'https://[::1]:1/',
    'file:a',
    '%zz',
    'https://a.example/%zz',
    'inline://x',
  ],
);
export const durations = words(
  ['1s', '5m', '1h', '500ms', '1.5s', '1h30m', '10s', '30s'],
  [
    '0s',
    '0.5ms',
    '-1s',
    '1d',
    'x',
    '',
    '10',
    '1us',
    '1ns',
    '99999h',
    '2562047h',
    '2562048h',
    '1 s',
    '+1s',
    '.5s',
    '1.s',
    '1µs',
    '1500us',
    '0',
    '1ms1us',
    '0.001s',
    '1.0005s',
    '315576000001s',
    '3601s',
    '99ms',
    '1s500us',
  ],
);
export const secrets = words(
  ['shop-cert', 'shop/cert'],
  [
    '',
    'builtin://',
    'kubernetes://a',
    'kubernetes-gateway://a/b',
    'configmap://a',
    'sds://a',
    'A',
    'a b',
    'kubernetes://',
    'file-cert:/a',
    'a-cacert',
  ],
);
export const files = words(['/etc/certs/tls.crt', '/etc/certs/tls.key'], ['', 'x', 'system', ' ']);
export const ports = words(
  ['80', '443', '8080'],
  ['0', '65536', 'x', '', '-1', '80-90', '08', '+80', ' 80', '8e1', '65535'],
);
export const names = words(
  ['http', 'a', 'v1', 'v2', 'https-web', 'tcp'],
  ['', 'A', 'a_b', 'a b', long, 'a.b', '-a', 'a-', 'ä', 'a/b', '1', `${'x'.repeat(254)}`, 'x'.repeat(257)],
);
export const sans = words(['spiffe://cluster.local/ns/a/sa/b', 'a.example', '*.a.example'], ['', ' ']);
export const numbers = words([0, 1, 50, 100], [-1, 101, 0.5, 99.99, 100.001, 1e-9, 1e10]);
export const integers = words(
  [0, 1, 2, 10, 100],
  [-1, 50, 99, 101, 200, 503, 599, 600, 65535, 65536, 4294967295, 2147483647, 8080, 300, 399, 1.5],
);
export const base64 = words(['aGk=', ''], ['x', '!', 'aGk', 'aGk==', '_-8=']);
export const texts = words(['a', 'x-1', 'shop'], ['', ' ', 'ä', '*', 'a\nb', '/', '%']);

export const gatewayHosts = words(
  ['*', 'shop.example', '*.shop.example', 'shop/*', './shop.example', '*/shop.example', 'shop/api.shop.example'],
  [
    '~/*',
    '/a.example',
    'shop/',
    'shop/*a.example',
    'a/b/c',
    '',
    'Shop/a.example',
    '*.',
    '../a',
    'shop/a_b.example',
    'shop/ *',
    './',
    '*/',
    '*/*',
    '**/*',
    'a*/x.example',
    '10.0.0.1',
    'shop/10.0.0.1',
    'svc',
  ],
);
export const sidecarHosts = words(
  ['./*', '*/*', 'shop/*', '~/*', 'shop/reviews.shop.svc.cluster.local', 'istio-system/*.svc.cluster.local'],
  [
    '*',
    'reviews',
    '~/a',
    'shop/',
    '/a',
    'a/b/c',
    '',
    'Shop/*',
    '.',
    'shop/10.0.0.1',
    '~/a.example',
    './~',
    'a*/b.example',
    '../a',
    'shop/*a',
  ],
);
