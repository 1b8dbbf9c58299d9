/** The sample of DESIGN.md, section 1, without the gates that come later. */
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
const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
const us = new Network(mesh, 'us');
const eu = new Network(mesh, 'eu');
const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.30' });

const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [usEast, euWest], serviceAccount: 'web' });
const productpage = new Service(mesh, 'productpage', {
  namespace: 'bookinfo',
  serviceAccount: 'bookinfo-productpage',
  ports: { http: 9080 },
  versions: ['v1'],
  stable: 'v1',
  runsIn: [usEast, euWest],
  callers: [web],
});
const reviews = new Service(mesh, 'reviews', {
  namespace: 'bookinfo',
  serviceAccount: 'bookinfo-reviews',
  ports: { http: 9080 },
  versions: ['v1', 'v2', 'v3'],
  stable: 'v1',
  runsIn: [usEast, { cluster: euWest, versions: ['v1', 'v2'] }],
  callers: [productpage],
});

new TrafficPolicy(reviews, 'resilience', { timeout: '2s', retries: { attempts: 2, perTryTimeout: '500ms' } });
new TrafficPolicy(reviews, 'eu', { in: [euWest], timeout: '4s' });
new Route(reviews, 'testers', { match: { headers: { 'end-user': { exact: 'jason' } } }, to: { v2: 100 } });
new MutualTls(mesh, 'strict', { mode: 'STRICT' });
new AccessPolicy(reviews, 'callers', { allow: [{ from: productpage, methods: ['GET'] }] });

new Canary(reviews, 'reviews-v2', {
  from: 'v1',
  to: 'v2',
  waves: [
    { clusters: [euWest], weights: [5, 25, 50, 100], bake: '30m' },
    { clusters: [usEast], weights: [25, 50, 100], bake: '1h' },
  ],
});
