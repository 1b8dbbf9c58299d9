/**
 * A retailer's fleet of forty clusters: a core in two regions, and a cluster in every large store. Groups say what
 * clusters have in common, overrides what one of them has of its own; every list of clusters below is a group or a part
 * of one. Meshwright writes the manifests, the labels of namespaces and the values for Istio's charts.
 */
import {
  AccessPolicy,
  Canary,
  clusterGroup,
  IngressGateway,
  Mesh,
  MeshApp,
  MutualTls,
  Namespace,
  Network,
  RolloutWaves,
  Route,
  Service,
  successRate,
  TrafficPolicy,
} from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'retail', {
  trustDomain: 'retail.example',
  manageNamespaces: true,
  meshConfig: {
    accessLogFile: '/dev/stdout',
    accessLogEncoding: 'JSON',
    defaultProviders: { metrics: ['prometheus'], tracing: ['otel'] },
    extensionProviders: [{ name: 'otel', opentelemetry: { service: 'otel.observability.svc.cluster.local', port: 4317 } }],
    outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    pathNormalization: { normalization: 'MERGE_SLASHES' },
    // A till's own printer is nobody else's.
    serviceSettings: [{ hosts: ['*.till.svc.cluster.local'], settings: { clusterLocal: true } }],
  },
  helm: {
    tag: '1.31.1',
    cni: true,
    istiod: { autoscaleMin: 2, resources: { requests: { cpu: '1', memory: '4Gi' } } },
    gateway: { autoscaling: { minReplicas: 2 }, podDisruptionBudget: { minAvailable: 1 } },
  },
});
const us = new Network(mesh, 'us');
const eu = new Network(mesh, 'eu');

export const core = clusterGroup(
  mesh,
  'core',
  { istio: '1.31' },
  {
    'core-us-1': { region: 'us-east-1', network: us },
    'core-us-2': { region: 'us-east-2', network: us },
    'core-eu-1': { region: 'eu-west-1', network: eu },
    'core-eu-2': { region: 'eu-central-1', network: eu },
  },
);

/** A store has one machine room: one istiod, no autoscaling, and a till that must not wait for it. */
const small = {
  meshConfig: { defaultConfig: { holdApplicationUntilProxyStarts: true, concurrency: 1 } },
  helm: { istiod: { replicaCount: 1, autoscaleEnabled: false }, gateway: { replicaCount: 1 } },
} as const;

export const storesUs = clusterGroup(
  mesh,
  'stores-us',
  { ...small, istio: '1.31', region: 'us-east-1', network: us },
  {
    'store-nyc': {},
    'store-bos': {},
    'store-phl': {},
    'store-dca': {},
    'store-atl': {},
    'store-mia': {},
    'store-clt': {},
    'store-pit': {},
    'store-chi': { region: 'us-east-2' },
    'store-det': { region: 'us-east-2' },
    'store-cle': { region: 'us-east-2' },
    'store-msp': { region: 'us-east-2' },
    'store-stl': { region: 'us-east-2' },
    'store-mci': { region: 'us-east-2' },
    'store-dfw': { region: 'us-east-2' },
    'store-hou': { region: 'us-east-2' },
    // Bought last year: certificates are still those of the chain it belonged to.
    'store-den': { region: 'us-west-2', trustDomain: 'alpine.example' },
    'store-slc': { region: 'us-west-2', trustDomain: 'alpine.example' },
    'store-sea': { region: 'us-west-2' },
    'store-lax': { region: 'us-west-2' },
  },
);

export const storesEu = clusterGroup(
  mesh,
  'stores-eu',
  { ...small, istio: '1.31', region: 'eu-west-1', network: eu },
  {
    'store-dub': {},
    'store-lon': {},
    'store-man': {},
    'store-gla': {},
    'store-par': {},
    'store-lys': {},
    'store-bru': {},
    'store-ams': {},
    'store-ber': { region: 'eu-central-1' },
    'store-ham': { region: 'eu-central-1' },
    'store-muc': { region: 'eu-central-1' },
    'store-vie': { region: 'eu-central-1' },
    'store-zrh': { region: 'eu-central-1' },
    'store-mil': { region: 'eu-central-1' },
    // Upgraded last: its auditors want to see the others first.
    'store-bsl': { region: 'eu-central-1', istio: '1.30', helm: { ...small.helm, tag: '1.30.5' } },
    // The new istiod runs beside the old one, and takes the tills first.
    'store-lux': { revisions: { '1-31-0': { default: true, image: '1.31.0' }, '1-31-1': { tags: ['next'] } } },
  },
);
export const stores = storesUs.and(storesEu);
const everywhere = core.and(stores);

export const web = new IngressGateway(mesh, 'web', { hosts: ['retail.example'], in: core, serviceAccount: 'web' });
export const till = new Service(mesh, 'till', {
  ...{ namespace: 'till', serviceAccount: 'till', ports: { http: 8080 } },
  runsIn: stores,
  callers: [],
});
export const storefront = new Service(mesh, 'storefront', {
  ...{ namespace: 'shop', serviceAccount: 'storefront', ports: { http: 8080 } },
  runsIn: core,
  callers: [web],
});
export const prices = new Service(mesh, 'prices', {
  ...{ namespace: 'shop', serviceAccount: 'prices', ports: { http: 8080 } },
  versions: ['v1', 'v2'],
  stable: 'v1',
  runsIn: everywhere,
  callers: [storefront, till],
});
export const orders = new Service(mesh, 'orders', {
  ...{ namespace: 'shop', serviceAccount: 'orders', ports: { grpc: 9090 } },
  runsIn: core,
  callers: [storefront, till],
});
new Namespace(mesh, 'till-next', { name: 'till', in: storesEu.only('store-lux'), revision: 'next' });

new Route(storefront, 'home', { on: [web] });
new MutualTls(mesh, 'strict', { mode: 'STRICT' });
new AccessPolicy(orders, 'callers', { allow: [{ from: [storefront, till], methods: ['POST'] }] });

new TrafficPolicy(mesh, 'patience', { timeout: '2s', retries: { attempts: 2, perTryTimeout: '500ms' } });
// Stores are a long way from the core, and two of them behind a satellite.
new TrafficPolicy(orders, 'by-cable', { in: storesUs.except('store-den', 'store-slc').and(storesEu), timeout: '5s' });
new TrafficPolicy(orders, 'by-satellite', { in: storesUs.only('store-den', 'store-slc'), timeout: '15s' });

new RolloutWaves(mesh, 'waves', {
  waves: [
    ...storesUs.waves([1, 4], { bake: '1h' }),
    ...storesEu.waves([4], { bake: '1h' }),
    ...core.waves([1, 1, 1], { bake: '4h' }),
  ],
});
new Canary(prices, 'prices-v2', {
  from: 'v1',
  to: 'v2',
  waves: [
    { clusters: storesUs.only('store-nyc'), weights: [10, 100], bake: '30m' },
    { clusters: storesUs.except('store-nyc').and(storesEu), weights: [25, 100], bake: '1h' },
    { clusters: core, weights: [5, 25, 50, 100], bake: '1h' },
  ],
  gates: [successRate({ min: 99.5 })],
});
