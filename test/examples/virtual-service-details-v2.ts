/** Details is served by v2. */
import { Cluster, Mesh, MeshApp, Network, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo');
const local = new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

new Service(mesh, 'details', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1', 'v2'],
  stable: 'v2',
  runsIn: [local],
});
