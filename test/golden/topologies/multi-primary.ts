/**
 * A control plane in each of two clusters whose pods reach one another: no gateways between them, and each cluster reads
 * its own folder.
 */
import { Canary, Cluster, IngressGateway, Mesh, MeshApp, MutualTls, Network, Route, Service, TrafficPolicy } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'multi-primary', { trustDomain: 'shop.example' });
const lan = new Network(mesh, 'lan', { eastWestGateway: false });
export const north = new Cluster(mesh, 'north', { region: 'eu-north-1', network: lan, istio: '1.31' });
export const south = new Cluster(mesh, 'south', { region: 'eu-south-1', network: lan, istio: '1.30' });

export const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [north, south] });
const shop = { namespace: 'shop', ports: { http: 8080 }, runsIn: [north, south] } as const;
export const front = new Service(mesh, 'front', { ...shop, callers: [web] });
export const cart = new Service(mesh, 'cart', { ...shop, versions: ['v1', 'v2'], stable: 'v1', callers: [front] });

new Route(front, 'home', { on: [web] });
new TrafficPolicy(cart, 'patience', { timeout: '2s' });
new TrafficPolicy(cart, 'more-patience', { in: [south], timeout: '5s' });
new MutualTls(mesh, 'strict', { mode: 'STRICT' });

new Canary(cart, 'cart-v2', {
  ...{ from: 'v1', to: 'v2' },
  waves: [
    { clusters: [south], weights: [10, 100], bake: '30m' },
    { clusters: [north], weights: [10, 100], bake: '1h' },
  ],
});
