/** An online shop on two clusters: change it into a mesh of yours. `shop.test.ts` says what it promises. */
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

/** The app; `main.ts` writes it to dist/. */
export const app = new MeshApp();
const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });

const us = new Network(mesh, 'us');
const eu = new Network(mesh, 'eu');
export const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
export const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.31' });

export const web = new IngressGateway(mesh, 'web', {
  hosts: ['shop.example'],
  in: [usEast, euWest],
  serviceAccount: 'web',
  ports: { https: { number: 443, tls: { credentialName: 'shop-example' } } },
});

export const cart = new Service(mesh, 'cart', {
  namespace: 'shop',
  serviceAccount: 'cart',
  ports: { http: 8080 },
  runsIn: [usEast, euWest],
  callers: [web],
});
export const stock = new Service(mesh, 'stock', {
  namespace: 'shop',
  serviceAccount: 'stock',
  ports: { http: 8080 },
  versions: ['v1', 'v2'],
  stable: 'v1',
  runsIn: [usEast, euWest],
  callers: [cart],
});

// Who may talk to whom, and how.
new MutualTls(mesh, 'strict', { mode: 'STRICT' });
new AccessPolicy(stock, 'callers', { allow: [{ from: cart, methods: ['GET'] }] });
new Route(cart, 'pages', { on: [web], match: { path: { prefix: '/cart' } } });
new TrafficPolicy(stock, 'patience', { timeout: '2s', retries: { attempts: 2, perTryTimeout: '500ms' } });

// A new version, cluster by cluster. When all traffic is on it, set `stable` to v2 and remove this.
new Canary(stock, 'stock-v2', {
  from: 'v1',
  to: 'v2',
  waves: [
    { clusters: [euWest], weights: [5, 50, 100], bake: '30m' },
    { clusters: [usEast], weights: [25, 100], bake: '1h' },
  ],
});
