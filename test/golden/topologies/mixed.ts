/**
 * A fleet that has grown: a primary with two remotes, one of them on a network of its own, and a primary beside them. Each
 * control plane reads one folder; between networks calls go through the east-west gateways.
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
  RolloutWaves,
  Service,
  TrafficPolicy,
} from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'mixed', { trustDomain: 'shop.example' });
const us = new Network(mesh, 'us');
const eu = new Network(mesh, 'eu');
const ap = new Network(mesh, 'ap', { eastWestGateway: { istio: 'eastwestgateway', zone: 'ap' } });
export const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
export const usWest = new Cluster(mesh, 'us-west', { ...{ region: 'us-west-2', network: us }, istio: '1.31', controlPlane: usEast });
export const apSouth = new Cluster(mesh, 'ap-south', { ...{ region: 'ap-south-1', network: ap }, istio: '1.31', controlPlane: usEast });
export const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.30' });

const everywhere = [usEast, usWest, apSouth, euWest] as const;
export const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [usEast, euWest], serviceAccount: 'web' });
const shop = { namespace: 'shop', ports: { http: 8080 }, runsIn: everywhere } as const;
export const front = new Service(mesh, 'front', { ...shop, serviceAccount: 'front', callers: [web] });
export const cart = new Service(mesh, 'cart', {
  ...{ ...shop, serviceAccount: 'cart', callers: [front] },
  ...{ versions: ['v1', 'v2'], stable: 'v1' },
});

new Route(front, 'home', { on: [web] });
new Route(cart, 'testers', { match: { headers: { tester: 'present' } }, to: { v2: 100 } });
new TrafficPolicy(cart, 'patience', { timeout: '2s' });
new TrafficPolicy(cart, 'far-away', { in: [apSouth], timeout: '6s', retries: { attempts: 2, perTryTimeout: '2s' } });
new MutualTls(mesh, 'strict', { mode: 'STRICT' });
new AccessPolicy(cart, 'callers', { allow: [{ from: front }] });

// Changes of the source reach the small cluster in Asia with the primary that serves it.
new RolloutWaves(mesh, 'waves', {
  waves: [
    { clusters: [euWest], bake: '30m' },
    { clusters: [usEast, usWest, apSouth], bake: '1h' },
  ],
});
new Canary(cart, 'cart-v2', {
  ...{ from: 'v1', to: 'v2' },
  waves: [
    { clusters: [apSouth], weights: [10, 100], bake: '30m' },
    { clusters: [euWest], weights: [10, 100], bake: '30m' },
    { clusters: [usEast, usWest], weights: [10, 50, 100], bake: '1h' },
  ],
});
