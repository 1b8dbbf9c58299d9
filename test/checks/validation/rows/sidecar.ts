import { object, type Row, type Verdict } from './row.ts';

type Json = Record<string, unknown>;

const error = (path: string, part: string): Verdict => ['error', path, part];
const warning = (path: string, part: string): Verdict => ['warning', path, part];
const ingress = (path: string): string => `spec.ingress[0].${path}`;
const egress = (path: string): string => `spec.egress[0].${path}`;

const http = { number: 9080, name: 'http', protocol: 'HTTP' };

const sidecar = (about: string, spec: unknown, verdict: Verdict): Row => ({
  about,
  object: object('Sidecar', spec),
  verdict,
});
const listen = (about: string, one: Json, verdict: Verdict): Row =>
  sidecar(about, { ingress: [{ port: http, ...one }] }, verdict);
const reach = (about: string, one: Json, verdict: Verdict): Row =>
  sidecar(about, { egress: [{ hosts: ['./*'], ...one }] }, verdict);
const reachHosts = (hosts: readonly string[], verdict: Verdict): Row => reach(hosts.join(' '), { hosts }, verdict);
const outbound = (about: string, one: Json, verdict: Verdict): Row =>
  sidecar(about, { outboundTrafficPolicy: one }, verdict);

export const sidecarRows: readonly Row[] = [
  sidecar('nothing', {}, error('spec', 'says nothing')),
  sidecar('no spec', null, error('spec', 'says nothing')),
  sidecar('an empty policy', { outboundTrafficPolicy: {} }, 'ok'),
  sidecar('a selector', { workloadSelector: { labels: { app: 'cart' } }, egress: [{ hosts: ['./*'] }] }, 'ok'),
  sidecar(
    'an empty selector',
    { workloadSelector: {}, egress: [{ hosts: ['./*'] }] },
    warning('spec.workloadSelector', ''),
  ),
  sidecar(
    'a wildcard selector',
    { workloadSelector: { labels: { app: 'c*' } }, egress: [{ hosts: ['./*'] }] },
    error('spec.workloadSelector.labels.app', 'c*'),
  ),
  sidecar('an empty pool', { inboundConnectionPool: {} }, error('spec.inboundConnectionPool', 'empty')),
  sidecar('a pool', { inboundConnectionPool: { tcp: { maxConnections: 1 } } }, 'ok'),
];

export const ingressRows: readonly Row[] = [
  listen('a port', {}, 'ok'),
  listen('no port', { port: null }, error(ingress('port'), 'no port')),
  listen('a port without protocol and name', { port: { number: 1 } }, 'ok'),
  listen('a port 0', { port: { ...http, number: 0 } }, error(ingress('port.number'), 'the port 0')),
  listen('a bad name', { port: { ...http, name: 'a.b' } }, error(ingress('port.name'), "'a.b'")),
  listen('a bad protocol', { port: { ...http, protocol: 'H3' } }, error(ingress('port.protocol'), "'H3'")),
  listen('a target port', { port: { ...http, targetPort: 1 } }, error(ingress('port.targetPort'), 'no meaning')),
  sidecar(
    'a port twice',
    { ingress: [{ port: http }, { port: http }] },
    error('spec.ingress[1].port.number', 'two ingress'),
  ),
  listen('an address', { bind: '127.0.0.1' }, 'ok'),
  listen('a socket', { bind: 'unix:///run/a' }, error(ingress('bind'), 'not an address')),
  ...['127.0.0.1:80', '0.0.0.0:80', '[::1]:80', '[::]:80', ':80', 'unix:///run/a', 'unix://@a'].map((defaultEndpoint) =>
    listen(`to ${defaultEndpoint}`, { defaultEndpoint }, 'ok'),
  ),
  ...['10.0.0.1:80', 'localhost:80', '127.0.0.1', '::1:80', ':0', ':http', '[::1]', 'unix://a', 'unix://'].map(
    (defaultEndpoint) =>
      listen(`to ${defaultEndpoint}`, { defaultEndpoint }, error(ingress('defaultEndpoint'), 'nowhere')),
  ),
  listen(
    'tls',
    { port: { ...http, protocol: 'HTTPS' }, tls: { mode: 'SIMPLE', serverCertificate: 'a', privateKey: 'b' } },
    'ok',
  ),
  listen('tls of plain HTTP', { tls: {} }, error(ingress('tls'), 'cannot have tls')),
  ...[{ subjectAltNames: ['a'] }, { httpsRedirect: true }].map((tls) =>
    listen(
      `tls with ${Object.keys(tls)}`,
      { port: { ...http, protocol: 'TLS' }, tls },
      error(ingress(`tls.${Object.keys(tls)}`), 'does not support'),
    ),
  ),
  listen(
    'tls by name',
    { port: { ...http, protocol: 'TLS' }, tls: { mode: 'SIMPLE', credentialName: 'a' } },
    error(ingress('tls.credentialName'), 'does not support'),
  ),
  listen(
    'tls of the mesh',
    { port: { ...http, protocol: 'TLS' }, tls: { mode: 'ISTIO_MUTUAL' } },
    error(ingress('tls.mode'), 'ISTIO_MUTUAL'),
  ),
  listen('a pool', { connectionPool: { http: { maxRetries: 1 } } }, 'ok'),
  listen(
    'a pool below 0',
    { connectionPool: { http: { maxRetries: -1 } } },
    error(ingress('connectionPool.http.maxRetries'), 'negative'),
  ),
  listen(
    'a pool of HTTP for TCP',
    { port: { ...http, protocol: 'TCP' }, connectionPool: { http: {} } },
    warning(ingress('connectionPool.http'), 'no effect'),
  ),
];

export const egressRows: readonly Row[] = [
  reachHosts(['./*', 'infra/*', 'shop2/cart.shop2.svc.cluster.local', '*/*.example'], 'ok'),
  reachHosts(['~/*'], 'ok'),
  reachHosts(['*/*', '~infra/*'], 'ok'),
  { ...reachHosts(['./*', '~infra/*'], error(egress('hosts[1]'), "'~infra' is not")), context: { istio: '1.30' } },
  reachHosts(['~a.b/*'], error(egress('hosts[0]'), "'~a.b' is not")),
  reachHosts(['cart'], error(egress('hosts[0]'), 'names no namespace')),
  reachHosts(['shop/cart'], error(egress('hosts[0]'), 'short name')),
  reachHosts(['shop/10.0.0.1'], error(egress('hosts[0]'), 'a number')),
  reachHosts(['shop/*cart.example'], error(egress('hosts[0]'), 'part of a label')),
  reachHosts(['./a.example', 'shop/a.example'], warning(egress('hosts[1]'), 'another entry')),
  reachHosts(['./a.example', './*'], warning(egress('hosts[1]'), 'another entry')),
  reachHosts(['*/*', './a.example'], warning(egress('hosts'), 'every host of every namespace')),
  reach('no hosts', { hosts: [] }, error(egress('hosts'), 'no hosts')),
  reach('a port', { port: http, bind: '127.0.0.1' }, 'ok'),
  reach('a port beyond', { port: { ...http, number: 70_000 } }, error(egress('port.number'), '70000')),
  reach('a port on a socket', { port: http, bind: 'unix:///a' }, error(egress('bind'), 'not an address')),
  reach('a socket', { port: { ...http, number: 0 }, bind: 'unix:///a', captureMode: 'NONE' }, 'ok'),
  reach('no socket', { port: { ...http, number: 0 } }, error(egress('port'), 'must bind to a Unix socket')),
  reach('a bad socket', { port: { ...http, number: 0 }, bind: 'unix://a' }, error(egress('bind'), 'a is not')),
  reach(
    'a socket that captures',
    { port: { ...http, number: 0 }, bind: 'unix:///a', captureMode: 'IPTABLES' },
    error(egress('captureMode'), 'iptables'),
  ),
  sidecar(
    'a port twice',
    { egress: [1, 2].map(() => ({ hosts: ['./*'], port: http })) },
    error('spec.egress[1].port.number', 'two egress'),
  ),
  sidecar(
    'a socket twice',
    { egress: [1, 2].map(() => ({ hosts: ['./*'], port: { number: 0 }, bind: 'unix:///a' })) },
    error('spec.egress[1].bind', 'two egress'),
  ),
  sidecar('without a port, last', { egress: [{ hosts: ['./*'], port: http }, { hosts: ['./*'] }] }, 'ok'),
  sidecar(
    'without a port, first',
    { egress: [{ hosts: ['./*'] }, { hosts: ['./*'], port: http }] },
    error('spec.egress[0]', 'must be the last'),
  ),
];

const proxy = { host: 'egress.infra.svc.cluster.local', port: { number: 443 } };
const policy = (path: string): string => `spec.outboundTrafficPolicy.${path}`;

export const outboundRows: readonly Row[] = [
  outbound('an egress proxy', { mode: 'ALLOW_ANY', egressProxy: proxy }, 'ok'),
  outbound('an egress proxy by default', { egressProxy: proxy }, error(policy('egressProxy'), 'REGISTRY_ONLY')),
  outbound('the mode of the mesh', { mode: 'ALLOW_ANY_DYNAMIC_DNS' }, error(policy('mode'), 'whole mesh')),
  outbound(
    'no port',
    { mode: 'ALLOW_ANY', egressProxy: { host: 'a.b' } },
    error(policy('egressProxy.port'), 'needs a port'),
  ),
  outbound(
    'a wildcard',
    { mode: 'ALLOW_ANY', egressProxy: { ...proxy, host: '*.b' } },
    error(policy('egressProxy.host'), "'*.b'"),
  ),
  outbound(
    'a bad subset',
    { mode: 'ALLOW_ANY', egressProxy: { ...proxy, subset: 'a b' } },
    error(policy('egressProxy.subset'), "'a b'"),
  ),
];
