const host = 'reviews.shop.svc.cluster.local';
const loadBalancer = (consistentHash: object) => ({ host, trafficPolicy: { loadBalancer: { consistentHash } } });
const locality = (localityLbSetting: object) => ({
  host,
  trafficPolicy: { loadBalancer: { simple: 'ROUND_ROBIN', localityLbSetting }, outlierDetection: { interval: '1s' } },
});
/** Balancing over localities, hashes and TLS. */
export const destinationRules: readonly object[] = [
  loadBalancer({
    httpCookie: { name: 'a', ttl: '1s', attributes: [{ name: 'SameSite', value: 'Strict' }, { name: 'b' }] },
  }),
  loadBalancer({ httpCookie: { name: 'a', ttl: '1s', attributes: [{ name: 'b' }, { name: 'b' }] } }),
  loadBalancer({ httpCookie: { ttl: '1s', attributes: [{ name: '' }] } }),
  loadBalancer({ useSourceIp: true, maglev: { tableSize: 65537 } }),
  loadBalancer({ useSourceIp: true, maglev: { tableSize: 5000011 } }),
  loadBalancer({ useSourceIp: true, maglev: { tableSize: 5000081 } }),
  loadBalancer({ useSourceIp: true, maglev: { tableSize: 4 } }),
  loadBalancer({ httpHeaderName: 'x-a', ringHash: { minimumRingSize: 8 }, minimumRingSize: 9 }),
  locality({
    distribute: [
      { from: 'us/*', to: { 'us/a/*': 80, 'eu/*': 20 } },
      { from: 'eu/*', to: { 'eu/*': 100 } },
    ],
  }),
  locality({ distribute: [{ from: 'us/a/b', to: { 'us/a/b': 40, 'us/a/c': 40, 'us/b/*': 20 } }] }),
  locality({ distribute: [{ from: 'us/a/b', to: { 'us/*': 50, 'us/a': 50 } }] }),
  locality({ distribute: [{ from: '*', to: { us: 50, 'us/*': 50 } }] }),
  locality({ distribute: [{ from: 'us', to: { 'us/a/*': 50, 'us/a/b': 50 } }] }),
  locality({ distribute: [{ from: 'us', to: { 'us/a/b': 50, 'us/a/*': 25, eu: 25 } }] }),
  locality({ distribute: [{ from: 'us', to: { '*': 50, eu: 50 } }] }),
  locality({ distribute: [{ from: 'us', to: { '': 50, eu: 50 } }] }),
  locality({ distribute: [{ from: 'us', to: { 'us//a': 50, 'eu*/a': 50 } }] }),
  locality({
    distribute: [
      { from: 'us/*', to: { 'us/*': 99 } },
      { from: 'us/a/*', to: { 'us/*': 100 } },
    ],
  }),
  locality({
    failover: [
      { from: 'us', to: 'eu' },
      { from: 'eu', to: 'us' },
    ],
  }),
  locality({ failoverPriority: ['topology.kubernetes.io/region', 'version=v1'], enabled: true }),
  { host, trafficPolicy: { tls: { mode: 'SIMPLE', credentialName: 'configmap://shop/ca' } } },
  { host, trafficPolicy: { tls: { mode: 'SIMPLE', credentialName: 'configmap://other/ca' } } },
  { host, trafficPolicy: { tls: { mode: 'SIMPLE', credentialName: 'configmap://' } } },
  {
    host,
    trafficPolicy: { tls: { mode: 'MUTUAL', clientCertificate: '/a', privateKey: '/b', caCertificates: '/c' } },
  },
  { host, trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL', sni: 'a.example' }, proxyProtocol: { version: 'V2' } } },
  { host, trafficPolicy: { tunnel: { protocol: 'CONNECT', targetHost: 'a.example', targetPort: 443 } } },
  {
    host,
    subsets: [
      {
        name: 'v1',
        labels: { version: 'v1' },
        trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, tls: { mode: 'DISABLE' } }] },
      },
      { name: 'v2', labels: { version: 'v2' } },
    ],
    workloadSelector: { matchLabels: { app: 'web' } },
    exportTo: ['.'],
    trafficPolicy: {
      connectionPool: {
        tcp: { maxConnections: 1, connectTimeout: '1s' },
        http: { maxRetries: 1, useClientProtocol: true, h2UpgradePolicy: 'DEFAULT' },
      },
    },
  },
  {
    host,
    trafficPolicy: {
      loadBalancer: { simple: 'LEAST_REQUEST', warmup: { duration: '30s', minimumPercent: 10, aggression: 1.5 } },
    },
  },
  { host, trafficPolicy: { retryBudget: { percent: 20, minRetryConcurrency: 3 } } },
  {
    host,
    trafficPolicy: {
      outlierDetection: {
        consecutive5xxErrors: 3,
        consecutiveErrors: 2,
        splitExternalLocalOriginErrors: true,
        minHealthPercent: 10,
      },
    },
  },
];
