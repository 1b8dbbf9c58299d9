import { object, type Row, type Verdict } from './row.ts';

type Json = Record<string, unknown>;

const error = (path: string, part: string): Verdict => ['error', path, part];
const warning = (path: string, part: string): Verdict => ['warning', path, part];
const first = (path: string): string => `spec.servers[0].${path}`;

const http = { number: 80, name: 'http', protocol: 'HTTP' };
const https = { number: 443, name: 'https', protocol: 'HTTPS' };

function server(about: string, one: Json, verdict: Verdict, metadata: Json = {}): Row {
  const servers = [{ hosts: ['*'], port: http, ...one }];
  return { about, object: object('Gateway', { selector: { istio: 'web' }, servers }, metadata), verdict };
}

const tls = (about: string, one: Json, verdict: Verdict): Row => server(about, { port: https, tls: one }, verdict);
const host = (text: string, verdict: Verdict, metadata: Json = {}): Row =>
  server(`host '${text}'`, { hosts: [text] }, verdict, metadata);
const port = (about: string, one: Json, verdict: Verdict, more: Json = {}): Row =>
  server(about, { port: { ...http, ...one }, ...more }, verdict);

const lenient = { annotations: { 'internal.istio.io/gateway-semantics': 'gateway' } };

export const serverRows: readonly Row[] = [
  server('plain HTTP', {}, 'ok'),
  server('a name with a dot', {}, error('metadata.name', "'a.b' cannot"), { name: 'a.b' }),
  server('a name with a dot, of Gateway API', {}, 'ok', { name: 'a.b', ...lenient }),
  { about: 'no servers', object: object('Gateway', {}), verdict: error('spec.servers', 'no servers') },
  { about: 'no spec', object: object('Gateway', null), verdict: error('spec.servers', 'no servers') },
  {
    about: 'two ports of one name',
    object: object('Gateway', {
      servers: [
        { hosts: ['a.example'], port: http },
        { hosts: ['b.example'], port: http },
      ],
    }),
    verdict: error('spec.servers[1].port.name', 'two servers'),
  },
  server('no hosts', { hosts: [] }, error(first('hosts'), 'no hosts')),
  host('*.shop.example', 'ok'),
  host('shop/*.shop.example', 'ok'),
  host('./a.shop.example', 'ok'),
  host('*/*', 'ok'),
  host('10.0.0.1', 'ok'),
  host('::1', error(first('hosts[0]'), "'::1'")),
  host('shop', error(first('hosts[0]'), 'short name')),
  host('*shop.example', error(first('hosts[0]'), 'part of a label')),
  host('a_b.example', error(first('hosts[0]'), 'label "a_b"')),
  host('/a.example', error(first('hosts[0]'), 'nothing stands before')),
  host('a.b/a.example', error(first('hosts[0]'), "'a.b' is not a namespace")),
  host('shop/', error(first('hosts[0]'), 'it is empty')),
  host('~/a.example', error(first('hosts[0]'), "'~' is not")),
  host('~/a.example', 'ok', lenient),
  server('no port', { port: undefined }, error(first('port'), 'no port')),
  port('a protocol in small letters', { protocol: 'http2' }, 'ok'),
  port('a protocol nobody knows', { protocol: 'H3' }, error(first('port.protocol'), "'H3'")),
  port('no protocol', { protocol: '' }, error(first('port.protocol'), "''")),
  port('a port beyond', { number: 65536 }, error(first('port.number'), '65536')),
  port('a port without a name', { name: '' }, error(first('port.name'), 'no name')),
  port('a target port', { targetPort: 8080 }, error(first('port.targetPort'), 'no meaning')),
  port('a target port of 0', { targetPort: 0 }, 'ok'),
  port('a socket', { number: 0 }, 'ok', { bind: 'unix:///run/web' }),
  port('an abstract socket', { number: 0 }, 'ok', { bind: 'unix://@web' }),
  port('a socket with a port', {}, error(first('port.number'), 'must be 0'), { bind: 'unix:///run/web' }),
  port('a socket at a relative path', { number: 0 }, error(first('bind'), 'run/web is not'), {
    bind: 'unix://run/web',
  }),
  port('an address', {}, 'ok', { bind: '::1' }),
  port('no address', {}, error(first('bind'), "'localhost'"), { bind: 'localhost' }),
];

export const tlsRows: readonly Row[] = [
  server('HTTPS without tls', { port: https }, error('spec.servers[0]', 'needs tls')),
  server('TCP with tls', { port: { ...http, protocol: 'TCP' }, tls: {} }, error(first('tls'), 'cannot have tls')),
  server('HTTP that redirects', { tls: { httpsRedirect: true } }, 'ok'),
  server(
    'HTTP with a certificate',
    { tls: { mode: 'SIMPLE', credentialName: 'web' } },
    error(first('tls'), 'beyond httpsRedirect'),
  ),
  tls('HTTPS that redirects', { httpsRedirect: true }, warning(first('tls.httpsRedirect'), 'HTTPS')),
  tls('nothing said: passed through', {}, 'ok'),
  tls('SIMPLE by name', { mode: 'SIMPLE', credentialName: 'web' }, 'ok'),
  tls('SIMPLE by files', { mode: 'SIMPLE', serverCertificate: 'a', privateKey: 'b' }, 'ok'),
  tls('SIMPLE by half', { mode: 'SIMPLE', serverCertificate: 'a' }, error(first('tls'), 'privateKey is missing')),
  tls('SIMPLE by nothing', { mode: 'SIMPLE' }, error(first('tls'), 'serverCertificate and privateKey are missing')),
  tls(
    'SIMPLE with a CRL',
    { mode: 'SIMPLE', serverCertificate: 'a', privateKey: 'b', caCrl: 'c' },
    error(first('tls.caCrl'), 'SIMPLE'),
  ),
  tls('SIMPLE by name with a CRL', { mode: 'SIMPLE', credentialName: 'web', caCrl: 'c' }, 'ok'),
  tls(
    'MUTUAL without a CA',
    { mode: 'MUTUAL', serverCertificate: 'a', privateKey: 'b' },
    error(first('tls'), 'which authority'),
  ),
  tls('OPTIONAL_MUTUAL by name', { mode: 'OPTIONAL_MUTUAL', credentialName: 'web' }, 'ok'),
  tls(
    'two ways',
    { mode: 'SIMPLE', credentialName: 'web', serverCertificate: 'a', privateKey: 'b' },
    error(first('tls'), 'several ways'),
  ),
  tls('ISTIO_MUTUAL', { mode: 'ISTIO_MUTUAL' }, 'ok'),
  tls(
    'ISTIO_MUTUAL by name',
    { mode: 'ISTIO_MUTUAL', credentialName: 'web' },
    error(first('tls.credentialName'), 'ISTIO_MUTUAL'),
  ),
  tls('passed through by name', { mode: 'PASSTHROUGH', credentialName: 'web' }, warning(first('tls'), 'ignored')),
  tls(
    'three certificates',
    { mode: 'SIMPLE', tlsCertificates: [1, 2, 3].map(() => ({ serverCertificate: 'a', privateKey: 'b' })) },
    warning(first('tls.tlsCertificates'), 'of 3 certificates'),
  ),
  tls(
    'one of two certificates without a key',
    { mode: 'SIMPLE', tlsCertificates: [{ serverCertificate: 'a', privateKey: 'b' }, { serverCertificate: 'a' }] },
    error(first('tls.tlsCertificates[1]'), 'privateKey'),
  ),
  tls('TLS 1.1 alone', { minProtocolVersion: 'TLSV1_1' }, warning(first('tls.minProtocolVersion'), 'TLSV1_1')),
  tls('TLS 1.1 with a cipher', { minProtocolVersion: 'TLSV1_1', cipherSuites: ['AES128-SHA'] }, 'ok'),
  tls('a cipher nobody knows', { cipherSuites: ['RC4'] }, warning(first('tls.cipherSuites[0]'), "'RC4'")),
  tls('a cipher twice', { cipherSuites: ['AES128-SHA', 'AES128-SHA'] }, warning(first('tls.cipherSuites[1]'), 'twice')),
  tls('an operator', { cipherSuites: ['ALL', '!RC4', '[AES128-SHA|AES256-SHA]'] }, 'ok'),
];
