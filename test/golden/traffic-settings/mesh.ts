/** A shop in two regions whose TrafficPolicies set every field of every setting once. */
import { Cluster, IngressGateway, Mesh, MeshApp, MutualTls, Network, Route, Service, suppress, TrafficPolicy } from 'meshwright';

export const app = new MeshApp();
export const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
const net = new Network(mesh, 'net');
export const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: net, istio: '1.31' });
export const west = new Cluster(mesh, 'west', { region: 'us-west-2', network: net, istio: '1.31' });
const everywhere = [east, west] as const;

export const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: everywhere, serviceAccount: 'web' });
const inShop = { namespace: 'shop', runsIn: everywhere } as const;

export const cart = new Service(mesh, 'cart', {
  ...inShop,
  serviceAccount: 'cart',
  ports: { http: 8080, grpc: 9000 },
  callers: [web],
});
new Route(cart, 'from-web', { on: [web], port: 'http' });

export const stock = new Service(mesh, 'stock', {
  ...inShop,
  serviceAccount: 'stock',
  ports: { http: 8080 },
  versions: ['v1', 'v2'],
  stable: 'v1',
  callers: [cart],
});
export const prices = new Service(mesh, 'prices', { ...inShop, ports: { grpc: 9000 }, callers: [cart] });
export const ledger = new Service(mesh, 'ledger', { ...inShop, ports: { tcp: 7000 }, callers: [cart] });
export const balancer = new Service(mesh, 'balancer', { ...inShop, ports: { tcp: 8443 }, callers: [cart] });

// Outside of the mesh's mutual TLS: pods without sidecars.
const bare = { ...inShop, sidecar: false, callers: [cart] } as const;
export const vault = new Service(mesh, 'vault', { ...bare, ports: { https: 8200 } });
export const archive = new Service(mesh, 'archive', { ...bare, ports: { https: 8443 } });
export const legacy = new Service(mesh, 'legacy', { ...bare, ports: { http: 80 } });
export const forward = new Service(mesh, 'forward', { ...bare, ports: { tcp: 3128 }, versions: ['a', 'b'], stable: 'a' });
export const partner = new Service(mesh, 'partner', { ...bare, ports: { http: 8443 }, callers: [web] });
new Route(partner, 'from-web', { on: [web], match: { path: { prefix: '/partner' } } });

new MutualTls(mesh, 'both', { mode: 'PERMISSIVE' });

// What holds for all calls: near endpoints first, none that fails, and no storm of retries.
const network = new TrafficPolicy(mesh, 'network', {
  tcpConnectionPool: {
    maxConnections: 1000,
    connectTimeout: '2s',
    idleTimeout: '30m',
    maxConnectionDuration: '12h',
    tcpKeepalive: { probes: 3, time: '5m', interval: '15s' },
  },
  outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s' },
  localityFailover: [{ from: 'us-east-1', to: 'us-west-2' }],
  retryBudget: { percent: 25, minRetryConcurrency: 5, budgetInterval: '10s' },
});

// A gateway's service: browsers call it from other pages.
new TrafficPolicy(cart, 'site', {
  port: 'http',
  timeout: '5s',
  cors: {
    allowOrigins: [
      { exact: 'https://shop.example' },
      { prefix: 'https://preview-' },
      { regex: 'https://[a-z]+\\.shop\\.example' },
    ],
    allowMethods: ['GET', 'POST', 'DELETE'],
    allowHeaders: ['x-cart'],
    exposeHeaders: ['x-cart-version'],
    maxAge: '24h',
    allowCredentials: true,
    unmatchedPreflights: 'IGNORE',
  },
  headers: {
    request: { set: { 'x-entry': 'web' }, add: { 'x-seen-by': 'web' }, remove: ['x-internal'] },
    response: { set: { 'cache-control': 'no-store' }, add: { vary: 'origin' }, remove: ['server'] },
  },
});

// Its other port: streams that last, so fewer of them, and one pod less at the first failures.
suppress(network, { code: 'setting-lost-on-port', reason: 'streams are not retried', until: '2027-06-30' });
new TrafficPolicy(cart, 'streams', {
  port: 'grpc',
  httpConnectionPool: { http2MaxRequests: 200 },
  loadBalancer: 'ROUND_ROBIN',
  outlierDetection: { consecutiveGatewayErrors: 3, interval: '5s' },
  clientTls: { mode: 'ISTIO_MUTUAL' },
});

// Sticky and gentle: one user's requests keep to a pod, new pods of v2 begin slowly.
new TrafficPolicy(stock, 'sticky', {
  loadBalancer: {
    consistentHash: {
      httpCookie: { name: 'session', ttl: '1h', path: '/', attributes: [{ name: 'Secure' }, { name: 'SameSite', value: 'Lax' }] },
      maglev: { tableSize: 65537 },
    },
  },
  retries: {
    attempts: 3,
    perTryTimeout: '500ms',
    on: ['connect-failure', 'refused-stream', 503, { other: '+429' }],
    backoff: '50ms',
    retryRemoteLocalities: true,
    retryIgnorePreviousHosts: true,
  },
  clientTls: {
    mode: 'ISTIO_MUTUAL',
    sni: 'stock.shop.svc.cluster.local',
    subjectAltNames: ['spiffe://shop.example/ns/shop/sa/stock'],
  },
});
new TrafficPolicy(stock, 'v2-gently', {
  version: 'v2',
  loadBalancer: 'ROUND_ROBIN',
  warmup: { duration: '2m', minimumPercent: 5, aggression: 1.5 },
  httpConnectionPool: { http2MaxRequests: 100 },
});
new TrafficPolicy(stock, 'from-the-west', {
  in: [west],
  loadBalancer: { consistentHash: { httpHeaderName: 'x-user', ringHash: { minimumRingSize: 2048 } } },
});

// A gRPC service with a circuit breaker, and faults to see that callers bear them.
new TrafficPolicy(prices, 'breaker', {
  httpConnectionPool: {
    http1MaxPendingRequests: 50,
    http2MaxRequests: 500,
    maxRequestsPerConnection: 10000,
    maxRetries: 20,
    maxConcurrentStreams: 100,
    idleTimeout: '5m',
    http2KeepAlive: { interval: '30s', timeout: '5s' },
    h2UpgradePolicy: 'DO_NOT_UPGRADE',
    useClientProtocol: true,
  },
  loadBalancer: { consistentHash: { httpQueryParameterName: 'sku' } },
  faults: { delay: { fixedDelay: '300ms', percent: 1 }, abort: { grpcStatus: 'UNAVAILABLE', percent: 0.1 } },
  // Beside the mesh's failover from region to region: the caller's cluster first, then pods that are kept warm.
  failoverPriority: ['topology.istio.io/cluster', 'tier=warm'],
});
const eager = new TrafficPolicy(prices, 'eager', {
  in: [east],
  outlierDetection: {
    consecutive5xxErrors: 3,
    consecutiveGatewayErrors: 2,
    splitExternalLocalOriginErrors: true,
    consecutiveLocalOriginFailures: 4,
    outlierDetectionHttpErrorCodes: [500, 503],
    interval: '5s',
    baseEjectionTime: '1m',
    maxEjectionPercent: 100,
    minHealthPercent: 20,
  },
  faults: { abort: { httpStatus: 503, percent: 0.5 } },
});
suppress(eager, { code: 'setting-without-effect', reason: 'the istiod to come hands the statuses on', until: '2027-06-30' });

// Fixed shares over the regions, by the caller's address.
new TrafficPolicy(ledger, 'shares', {
  localityDistribute: [
    { from: 'us-east-1/*', to: { 'us-east-1/*': 80, 'us-west-2/*': 20 } },
    { from: 'us-west-2/*', to: { 'us-west-2/*': 99, 'us-east-1/*': 1 } },
  ],
  loadBalancer: { consistentHash: { useSourceIp: true } },
});

// The caller's zone as far as it bears it; then its region, the other cluster last.
new TrafficPolicy(balancer, 'zones', {
  zoneAware: {
    failover: [{ from: 'us-east-1', to: 'us-west-2' }],
    failoverPriority: ['topology.istio.io/network', 'topology.istio.io/cluster'],
    minClusterSize: 3,
  },
});

// What other protocols of connections need.
new TrafficPolicy(balancer, 'addresses', { proxyProtocol: 'V2' });
new TrafficPolicy(forward, 'tunnel', {
  tunnel: { protocol: 'CONNECT', targetHost: 'mainframe.example', targetPort: 443 },
});
new TrafficPolicy(legacy, 'plain', { clientTls: { mode: 'DISABLE' } });
new TrafficPolicy(vault, 'tls', {
  clientTls: {
    mode: 'SIMPLE',
    sni: 'vault.example',
    caCertificates: '/etc/certs/vault-ca.pem',
    caCrl: '/etc/certs/vault-crl.pem',
    subjectAltNames: ['vault.example'],
  },
});
new TrafficPolicy(archive, 'tls', {
  clientTls: {
    mode: 'MUTUAL',
    clientCertificate: '/etc/certs/cart.pem',
    privateKey: '/etc/certs/cart-key.pem',
    insecureSkipVerify: true,
  },
});
suppress(archive, { code: 'no-server-verification', reason: 'a private network of its own', until: '2027-06-30' });
new TrafficPolicy(partner, 'tls', { clientTls: { mode: 'MUTUAL', credentialName: 'partner-client' } });
