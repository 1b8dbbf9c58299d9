/** Reviews v3 shows the stars that ratings v2-mysql keeps in a database. */
import { Cluster, Mesh, MeshApp, Network, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo');
const local = new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

new Service(mesh, 'reviews', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1', 'v2', 'v3'],
  stable: 'v3',
  runsIn: [local],
});
new Service(mesh, 'ratings', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1', 'v2', 'v2-mysql', 'v2-mysql-vm'],
  stable: 'v2-mysql',
  runsIn: [local],
});
