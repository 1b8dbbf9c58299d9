/** Everything goes to v1, the one version of productpage included. */
import { Cluster, Mesh, MeshApp, Network, Route, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo');
const local = new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

const productpage = new Service(mesh, 'productpage', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1'],
  stable: 'v1',
  runsIn: [local],
});
new Service(mesh, 'reviews', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1', 'v2', 'v3'],
  stable: 'v1',
  runsIn: [local],
});
new Service(mesh, 'ratings', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1', 'v2', 'v2-mysql', 'v2-mysql-vm'],
  stable: 'v1',
  runsIn: [local],
});
new Service(mesh, 'details', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1', 'v2'],
  stable: 'v1',
  runsIn: [local],
});

new Route(productpage, 'pinned', { to: { v1: 100 } });
