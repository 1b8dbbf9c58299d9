/** Versions read from elsewhere are only strings: any name compiles, and what nobody declared is a diagnostic. */
import { Canary, Cluster, Mesh, MeshApp, Network, Route, Service, TrafficPolicy } from 'meshwright';

const versions: readonly string[] = JSON.parse('["v1", "v2", "v3"]');

export const app = new MeshApp();
const mesh = new Mesh(app, 'shop');
const local = new Cluster(mesh, 'local', { region: 'us-east-1', network: new Network(mesh, 'us'), istio: '1.31' });
const reviews = new Service(mesh, 'reviews', {
  namespace: 'bookinfo',
  ports: { http: 9080 },
  versions,
  stable: 'v1',
  runsIn: [local, { cluster: local, versions: ['v1', 'v2'] }],
});

new TrafficPolicy(reviews, 'patience', { version: 'v2', loadBalancer: 'RANDOM' });
new Route(reviews, 'testers', { match: { path: { prefix: '/beta' } }, to: { v4: 100 } });
new Canary(reviews, 'reviews-v2', {
  from: 'v1',
  to: 'v2',
  waves: [{ clusters: [local], weights: [50, 100], bake: '30m' }],
});
