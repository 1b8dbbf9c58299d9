/**
 * One control plane for two clusters of a network: the istiod of `hub` also serves `edge`, which has none. All Istio
 * objects lie in the folder of `hub`, those about `edge` among them, and what differs between the two is told by the label
 * of the cluster that calls.
 */
import {
  AccessPolicy,
  Canary,
  Cluster,
  IngressGateway,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  Route,
  Service,
  TrafficPolicy,
} from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'primary-remote', { trustDomain: 'shop.example' });
const lan = new Network(mesh, 'lan');
export const hub = new Cluster(mesh, 'hub', { region: 'us-east-1', network: lan, istio: '1.31' });
export const edge = new Cluster(mesh, 'edge', { region: 'us-west-2', network: lan, istio: '1.31', controlPlane: hub });

export const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [hub], serviceAccount: 'web' });
const shop = { namespace: 'shop', ports: { http: 8080 }, runsIn: [hub, edge] } as const;
export const front = new Service(mesh, 'front', { ...shop, serviceAccount: 'front', callers: [web] });
export const cart = new Service(mesh, 'cart', {
  ...{ ...shop, serviceAccount: 'cart', callers: [front] },
  ...{ versions: ['v1', 'v2'], stable: 'v1' },
});

new Route(front, 'home', { on: [web] });
// Far from the database, callers have to be patient.
new TrafficPolicy(cart, 'patience', { timeout: '2s' });
new TrafficPolicy(cart, 'more-patience', { in: [edge], timeout: '5s' });
new MutualTls(mesh, 'strict', { mode: 'STRICT' });
new AccessPolicy(cart, 'callers', { allow: [{ from: front }] });

// Callers at the edge try the new version first.
new Canary(cart, 'cart-v2', {
  ...{ from: 'v1', to: 'v2' },
  waves: [
    { clusters: [edge], weights: [10, 100], bake: '30m' },
    { clusters: [hub], weights: [10, 100], bake: '1h' },
  ],
});
