/** A service whose pods nobody tells apart: no versions, no subsets, everything else as for any other. */
import { AccessPolicy, Cluster, Mesh, MeshApp, MutualTls, Network, Route, Service, TrafficPolicy } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'shop');
const local = new Cluster(mesh, 'local', { region: 'us-east-1', network: new Network(mesh, 'us'), istio: '1.31' });
const jobs = new Service(mesh, 'jobs', {
  namespace: 'shop',
  serviceAccount: 'jobs',
  ports: {},
  runsIn: [local],
});
const ratings = new Service(mesh, 'ratings', {
  namespace: 'shop',
  ports: { http: 9080, admin: { number: 9090, protocol: 'HTTP' } },
  runsIn: [local, { cluster: local, versions: [] }],
  callers: [jobs],
});

new Route(ratings, 'stars', { match: { path: { exact: '/stars' } }, port: 'http', precedence: 1 });
new TrafficPolicy(ratings, 'admin', { port: 'admin', timeout: '1m30s' });
new MutualTls(ratings, 'plain-admin', { mode: 'PERMISSIVE', port: 'admin' });
new AccessPolicy(ratings, 'callers', { allow: [{ from: [jobs], ports: ['http'] }] });
