/** Jason sees reviews v2, everybody else v3. */
import { Cluster, Mesh, MeshApp, Network, Route, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo');
const local = new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

const reviews = new Service(mesh, 'reviews', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1', 'v2', 'v3'],
  stable: 'v3',
  runsIn: [local],
});

new Route(reviews, 'jason', { match: { headers: { 'end-user': { exact: 'jason' } } }, to: { v2: 100 } });
