/**
 * A control plane outside of the mesh: its istiod runs elsewhere, reads the Istio objects of `shop`, and serves `depot` as
 * well. Neither cluster has an istiod.
 */
import { AccessPolicy, Canary, Cluster, IngressGateway, Mesh, MeshApp, MutualTls, Network, Route, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'external', { trustDomain: 'shop.example' });
const lan = new Network(mesh, 'lan', { eastWestGateway: false });
export const shop = new Cluster(mesh, 'shop', {
  ...{ region: 'eu-west-1', network: lan, istio: '1.31' },
  controlPlane: { external: { address: 'istiod.platform.example' } },
});
export const depot = new Cluster(mesh, 'depot', { region: 'eu-west-2', network: lan, istio: '1.31', controlPlane: shop });

export const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [shop, depot], serviceAccount: 'web' });
const props = { namespace: 'shop', ports: { http: 8080 } } as const;
export const front = new Service(mesh, 'front', {
  ...{ ...props, serviceAccount: 'front', runsIn: [shop, depot], callers: [web] },
  ...{ versions: ['v1', 'v2'], stable: 'v1' },
});
export const stock = new Service(mesh, 'stock', { ...props, serviceAccount: 'stock', runsIn: [depot], callers: [front] });

new Route(front, 'home', { on: [web] });
new MutualTls(mesh, 'strict', { mode: 'STRICT' });
new AccessPolicy(stock, 'callers', { allow: [{ from: front, methods: ['GET'] }] });

// One object of the gateway serves both clusters: they move together.
new Canary(front, 'front-v2', {
  ...{ from: 'v1', to: 'v2' },
  waves: [{ clusters: [shop, depot], weights: [10, 50, 100], bake: '30m' }],
});
