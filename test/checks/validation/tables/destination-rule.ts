import type { Row, Table } from './table.ts';

const host = 'cart.shop.svc.cluster.local';
const policy = (trafficPolicy: unknown, ...problems: string[]): Row => [{ host, trafficPolicy }, ...problems];
const subset = (of: unknown, ...problems: string[]): Row => [{ host, subsets: [of] }, ...problems];
const balancer = (loadBalancer: unknown, ...problems: string[]) => policy({ loadBalancer }, ...problems);
const locality = (localityLbSetting: unknown, ...problems: string[]) =>
  policy({ loadBalancer: { localityLbSetting }, outlierDetection: {} }, ...problems);
const shares = (to: unknown, ...problems: string[]) => locality({ distribute: [{ from: 'eu', to }] }, ...problems);
const tls = (settings: unknown, ...problems: string[]) => policy({ tls: settings }, ...problems);
const outlier = (outlierDetection: unknown, ...problems: string[]) => policy({ outlierDetection }, ...problems);
const http = (settings: unknown, ...problems: string[]) => policy({ connectionPool: { http: settings } }, ...problems);
const tcp = (settings: unknown, ...problems: string[]) => policy({ connectionPool: { tcp: settings } }, ...problems);
const hash = (consistentHash: unknown, ...problems: string[]) => balancer({ consistentHash }, ...problems);

const main: readonly Row[] = [
  [{ host }],
  [{ host: '*.shop.svc.cluster.local' }],
  [{ host: '*' }],
  [{ host: '' }, 'error spec.host: it is empty'],
  [{}, 'error spec.host: it is empty'],
  [{ host: 'a..b' }, 'error spec.host: is not a host'],
  [{ host: '10.1.2.3' }, 'error spec.host: is a number'],
  [{ host: 'a*.example.com' }, 'error spec.host: may not hold'],
  [{ host, exportTo: ['.', 'default'] }, 'error spec.exportTo[1]: own namespace'],
  [{ host, exportTo: ['~'] }, 'error spec.exportTo[0]: ServiceEntries'],
  [{ host, exportTo: ['a', 'b'] }],
  [{ host, workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['.'] }],
  [{ host, workloadSelector: { matchLabels: { app: 'a' } }, exportTo: ['*'] }, 'error spec.exportTo: leaves'],
  [{ host, workloadSelector: { matchLabels: {} } }, 'warning spec.workloadSelector: names no labels'],
  [
    { host, workloadSelector: { matchLabels: { app: 'a*' } } },
    'error spec.workloadSelector.matchLabels.app: wildcards',
  ],
  subset({ name: 'v1', labels: { version: 'v1' } }),
  subset({ name: 'V-1' }),
  subset({ labels: {} }, 'error spec.subsets[0].name: needs a name'),
  subset({ name: 'v_1' }, 'error spec.subsets[0].name: is not a name'),
  subset({ name: 'v1', labels: { 'a b': 'x' } }, 'error spec.subsets[0].labels["a b"]: is not the key'),
  subset({ name: 'v1', labels: { a: 'x y' } }, 'error spec.subsets[0].labels.a: is not the value'),
  subset({ name: 'v1', trafficPolicy: {} }, 'error spec.subsets[0].trafficPolicy: is empty'),
  // A warning inside a subset never comes out.
  subset({ name: 'v1', trafficPolicy: { outlierDetection: { consecutiveErrors: 1 } } }),
  [{ host, subsets: [{ name: 'a' }, { name: 'a' }] }, 'error spec.subsets[1].name: two subsets'],
  [{ host, subsets: [null] }, 'error spec.subsets[0].name: needs a name'],
];

const policies: readonly Row[] = [
  policy({}, 'error spec.trafficPolicy: is empty'),
  policy({ portLevelSettings: [] }, 'error spec.trafficPolicy: is empty'),
  policy({ retryBudget: {} }),
  policy(null),
  policy({ tunnel: {}, proxyProtocol: { version: 'V1' } }, 'error spec.trafficPolicy: exclude each other'),
  policy({ proxyProtocol: { version: 'V2' } }),
  policy({ tunnel: { protocol: 'POST', targetHost: 'a.example', targetPort: 443 } }),
  policy({ tunnel: { targetHost: '10.0.0.1', targetPort: 443 } }),
  policy(
    { tunnel: { protocol: 'GET', targetHost: 'a', targetPort: 1 } },
    'error spec.trafficPolicy.tunnel.protocol: GET',
  ),
  policy({ tunnel: { targetHost: 'a_b', targetPort: 1 } }, 'error spec.trafficPolicy.tunnel.targetHost: neither'),
  policy({ tunnel: { targetHost: 'a', targetPort: 0 } }, 'error spec.trafficPolicy.tunnel.targetPort: not 0'),
  policy({ portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'DISABLE' } }] }),
  policy({ portLevelSettings: [{ tls: {} }] }, 'error spec.trafficPolicy.portLevelSettings[0].port: needs'),
  policy({ portLevelSettings: [{ port: {} }] }, 'error spec.trafficPolicy.portLevelSettings[0]: is empty'),
  // Nor a warning inside the policy of a port.
  policy({
    portLevelSettings: [{ port: {}, loadBalancer: { localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } } }],
  }),
  outlier({}),
  outlier({ baseEjectionTime: '0s' }, 'error spec.trafficPolicy.outlierDetection.baseEjectionTime: less than 1ms'),
  outlier({ interval: '1ms500us' }, 'error spec.trafficPolicy.outlierDetection.interval: finer'),
  outlier({ interval: '-1s' }, 'error spec.trafficPolicy.outlierDetection.interval: less than'),
  outlier({ consecutiveErrors: 5 }, 'warning spec.trafficPolicy.outlierDetection.consecutiveErrors: deprecated'),
  outlier({ consecutiveErrors: 0 }),
  outlier(
    { consecutiveLocalOriginFailures: 5 },
    'error spec.trafficPolicy.outlierDetection.consecutiveLocalOriginFailures: no effect',
  ),
  outlier({ consecutiveLocalOriginFailures: 5, splitExternalLocalOriginErrors: true }),
  outlier({ maxEjectionPercent: 101 }, 'error spec.trafficPolicy.outlierDetection.maxEjectionPercent: not 101'),
  outlier({ minHealthPercent: -1 }, 'error spec.trafficPolicy.outlierDetection.minHealthPercent: not -1'),
  outlier({ maxEjectionPercent: 100, minHealthPercent: 0 }),
];

const pools: readonly Row[] = [
  policy({ connectionPool: {} }, 'error spec.trafficPolicy.connectionPool: is empty'),
  http({}),
  http(
    { http1MaxPendingRequests: -1 },
    'error spec.trafficPolicy.connectionPool.http.http1MaxPendingRequests: negative',
  ),
  http({ http2MaxRequests: -1 }, 'error spec.trafficPolicy.connectionPool.http.http2MaxRequests: negative'),
  http({ maxRequestsPerConnection: -1 }, 'error spec.trafficPolicy.connectionPool.http.maxRequestsPerConnection:'),
  http({ maxRetries: -1 }, 'error spec.trafficPolicy.connectionPool.http.maxRetries: negative'),
  http({ maxConcurrentStreams: -1 }, 'error spec.trafficPolicy.connectionPool.http.maxConcurrentStreams: negative'),
  http({ maxRetries: 0, idleTimeout: '1ms' }),
  http({ idleTimeout: '0s' }, 'error spec.trafficPolicy.connectionPool.http.idleTimeout: less than'),
  http(
    { h2UpgradePolicy: 'UPGRADE', useClientProtocol: true },
    'error spec.trafficPolicy.connectionPool.http.useClientProtocol: UPGRADE',
  ),
  http({ h2UpgradePolicy: 'DO_NOT_UPGRADE', useClientProtocol: true }),
  http(
    { http2KeepAlive: { interval: '1s' } },
    'error spec.trafficPolicy.connectionPool.http.http2KeepAlive.timeout: needed',
  ),
  http(
    { http2KeepAlive: { timeout: '1s', interval: '0s' } },
    'error spec.trafficPolicy.connectionPool.http.http2KeepAlive.interval: less',
  ),
  http({ http2KeepAlive: { timeout: '1s', interval: '1s' } }),
  tcp({ maxConnections: -1 }, 'error spec.trafficPolicy.connectionPool.tcp.maxConnections: negative'),
  tcp({ connectTimeout: '0s' }, 'error spec.trafficPolicy.connectionPool.tcp.connectTimeout: less'),
  tcp({ maxConnectionDuration: '1ns' }, 'error spec.trafficPolicy.connectionPool.tcp.maxConnectionDuration: less'),
  tcp({ idleTimeout: '0s' }),
  tcp({ idleTimeout: '900us' }),
  tcp({ idleTimeout: '1.5ms' }, 'error spec.trafficPolicy.connectionPool.tcp.idleTimeout: finer'),
  tcp({ tcpKeepalive: { time: '0s' } }, 'error spec.trafficPolicy.connectionPool.tcp.tcpKeepalive.time: less'),
  tcp({ tcpKeepalive: { interval: '0s' } }, 'error spec.trafficPolicy.connectionPool.tcp.tcpKeepalive.interval: less'),
  tcp({ tcpKeepalive: { time: '7200s', interval: '75s', probes: 0 } }),
];

const at = 'spec.trafficPolicy.loadBalancer';
const balancers: readonly Row[] = [
  balancer({}),
  balancer({ simple: 'LEAST_REQUEST' }),
  hash({ httpCookie: { name: 'u', ttl: '0s' } }),
  hash({ httpCookie: { ttl: '0s' } }, `error ${at}.consistentHash.httpCookie.name: needs a name`),
  hash(
    { httpCookie: { name: 'u', attributes: [{ name: 'a' }, { name: 'a' }] } },
    `error ${at}.consistentHash.httpCookie.attributes[1].name: twice`,
  ),
  hash(
    { httpCookie: { name: 'u', attributes: [{ value: 'x' }] } },
    `error ${at}.consistentHash.httpCookie.attributes[0].name: needs a name`,
  ),
  hash({ httpHeaderName: 'x', minimumRingSize: 0 }),
  hash({ httpHeaderName: 'x', minimumRingSize: 1 }, `warning ${at}.consistentHash.minimumRingSize: deprecated`),
  hash(
    { httpHeaderName: 'x', minimumRingSize: 1, ringHash: {} },
    `warning ${at}.consistentHash.minimumRingSize:`,
    `error ${at}.consistentHash: exclude each other`,
  ),
  hash({ httpHeaderName: 'x', maglev: { tableSize: 65537 } }),
  hash({ httpHeaderName: 'x', maglev: { tableSize: 1 } }),
  hash({ httpHeaderName: 'x', maglev: {} }, `error ${at}.consistentHash.maglev.tableSize: and 0 is not`),
  hash({ httpHeaderName: 'x', maglev: { tableSize: 9 } }, `error ${at}.consistentHash.maglev.tableSize: and 9 is not`),
  hash({ httpHeaderName: 'x', maglev: { tableSize: 5000011 } }, `error ${at}.consistentHash.maglev.tableSize: prime`),
  hash({ httpHeaderName: 'x', maglev: { tableSize: 4999999 } }),
  balancer({ simple: 'RANDOM', warmup: { duration: '1s', minimumPercent: 100, aggression: 0.1 } }),
  balancer({ simple: 'RANDOM', warmup: {} }, `error ${at}.warmup.duration: needed`),
  balancer({ simple: 'RANDOM', warmup: { duration: '1us' } }, `error ${at}.warmup.duration: less`),
  balancer(
    { simple: 'RANDOM', warmup: { duration: '1s', minimumPercent: 101 } },
    `error ${at}.warmup.minimumPercent: 101`,
  ),
  balancer({ simple: 'RANDOM', warmup: { duration: '1s', aggression: 0 } }, `error ${at}.warmup.aggression: greater`),
  balancer({ localityLbSetting: {}, zoneAwareLbSetting: {} }, `error ${at}: exclude each other`),
  locality(
    { distribute: [{ from: 'a', to: { b: 100 } }], failover: [{ from: 'a', to: 'b' }] },
    `error ${at}.localityLbSetting: exclude`,
  ),
  locality({ failover: [{ from: 'a', to: 'b' }], failoverPriority: ['app'] }),
  locality(
    { failover: [{ from: 'a', to: 'b' }], failoverPriority: ['topology.istio.io/subzone'] },
    `error ${at}.localityLbSetting.failoverPriority[0]: cannot order`,
  ),
  locality({ failoverPriority: ['topology.kubernetes.io/region'] }),
  balancer(
    { localityLbSetting: { failoverPriority: ['app'] } },
    `warning ${at}.localityLbSetting: without outlierDetection`,
  ),
  balancer(
    { zoneAwareLbSetting: { failover: [{ from: 'a', to: 'b' }] } },
    `warning ${at}.zoneAwareLbSetting: without outlierDetection`,
  ),
  balancer({ localityLbSetting: { enabled: true } }),
  locality({ failover: [{ from: 'a', to: 'a' }] }, `error ${at}.localityLbSetting.failover[0]: itself`),
  locality({ failover: [{ from: 'a/b', to: 'a' }] }, `error ${at}.localityLbSetting.failover[0]: between regions`),
  locality({ failover: [{ from: 'a', to: 'b*' }] }, `error ${at}.localityLbSetting.failover[0]: wildcards`),
  policy(
    {
      loadBalancer: { zoneAwareLbSetting: { failoverPriority: ['topology.kubernetes.io/zone'] } },
      outlierDetection: {},
    },
    `error ${at}.zoneAwareLbSetting.failoverPriority[0]: cannot use`,
  ),
  shares({ 'eu/a': 50, 'us/b': 50 }),
  shares({ 'eu/a/*': 50, 'eu/b/*': 50 }),
  shares({ eu: 100 }),
  shares({}, `error ${at}.localityLbSetting.distribute[0].to: their sum is 0`),
  shares({ eu: 60, us: 30 }, `error ${at}.localityLbSetting.distribute[0].to: their sum is 90`),
  shares({ eu: 100, us: 0 }, `error ${at}.localityLbSetting.distribute[0].to.us: not 0`),
  shares({ eu: 50, 'eu/a': 50 }, `error ${at}.localityLbSetting.distribute[0].to["eu/a"]: overlap`),
  shares({ '*a': 100 }, `error ${at}.localityLbSetting.distribute[0].to["*a"]: wildcard`),
  shares({ 'a//b': 100 }, `error ${at}.localityLbSetting.distribute[0].to["a//b"]: empty part`),
  locality(
    {
      distribute: [
        { from: 'a/*', to: { b: 100 } },
        { from: 'a/b', to: { b: 100 } },
      ],
    },
    `error ${at}.localityLbSetting.distribute[1].from: overlap`,
  ),
  // In this order, Istio lets them pass.
  locality({
    distribute: [
      { from: 'a/b', to: { b: 100 } },
      { from: 'a/*', to: { b: 100 } },
    ],
  }),
  locality(
    {
      distribute: [
        { from: 'a/b/c', to: { b: 100 } },
        { from: 'a/b', to: { b: 100 } },
      ],
    },
    `error ${at}.localityLbSetting.distribute[1].from: overlap`,
  ),
  locality({ distribute: [{ to: { b: 100 } }] }, `error ${at}.localityLbSetting.distribute[0].from: empty part`),
];

const settings: readonly Row[] = [
  tls({}),
  tls({ mode: 'ISTIO_MUTUAL' }),
  tls({ mode: 'MUTUAL', clientCertificate: '/c', privateKey: '/k' }),
  tls({ mode: 'MUTUAL', privateKey: '/k' }, 'error spec.trafficPolicy.tls.clientCertificate: MUTUAL needs'),
  tls(
    { mode: 'MUTUAL', clientCertificate: '/c', privateKey: '' },
    'error spec.trafficPolicy.tls.privateKey: MUTUAL needs',
  ),
  tls({ mode: 'MUTUAL', credentialName: 'c' }),
  tls({ mode: 'SIMPLE', credentialName: 'c', caCertificates: '/a' }, 'error spec.trafficPolicy.tls: holds everything'),
  tls({ mode: 'SIMPLE', credentialName: 'c', caCrl: '/a' }, 'error spec.trafficPolicy.tls: caCrl'),
  tls({ mode: 'ISTIO_MUTUAL', credentialName: 'c', caCertificates: '/a' }),
  tls({ mode: 'SIMPLE', insecureSkipVerify: true }),
  tls(
    { mode: 'SIMPLE', insecureSkipVerify: true, credentialName: 'c' },
    'error spec.trafficPolicy.tls: credentialName',
  ),
  tls(
    { mode: 'SIMPLE', insecureSkipVerify: true, caCertificates: '/a' },
    'error spec.trafficPolicy.tls: caCertificates',
  ),
  tls(
    { mode: 'SIMPLE', insecureSkipVerify: true, subjectAltNames: ['a'] },
    'error spec.trafficPolicy.tls: subjectAltNames',
  ),
  tls({ mode: 'SIMPLE', insecureSkipVerify: true, subjectAltNames: [] }),
  tls({ mode: 'SIMPLE', insecureSkipVerify: false, subjectAltNames: ['a'] }),
  tls({ mode: 'MUTUAL', insecureSkipVerify: true, credentialName: 'c' }),
  tls(
    { mode: 'MUTUAL', insecureSkipVerify: true, credentialName: 'c', subjectAltNames: ['a'] },
    'error spec.trafficPolicy.tls: subjectAltNames',
  ),
  tls({ mode: 'SIMPLE', credentialName: 'configmap://default/c' }),
  tls(
    { mode: 'SIMPLE', credentialName: 'configmap://other/c' },
    'error spec.trafficPolicy.tls.credentialName: own namespace',
  ),
  tls(
    { mode: 'SIMPLE', credentialName: 'configmap://c' },
    'error spec.trafficPolicy.tls.credentialName: does not name',
  ),
  tls(
    { mode: 'DISABLE', credentialName: 'configmap:///c' },
    'error spec.trafficPolicy.tls.credentialName: does not name',
  ),
];

export const destinationRule: Table = {
  kind: 'DestinationRule',
  apiVersion: 'networking.istio.io/v1',
  rows: [...main, ...policies, ...pools, ...balancers, ...settings],
};
