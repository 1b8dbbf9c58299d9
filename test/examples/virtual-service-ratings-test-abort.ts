/** Requests of Jason for ratings fail. */
import { Cluster, Mesh, MeshApp, Network, Route, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo');
const local = new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

const ratings = new Service(mesh, 'ratings', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1', 'v2', 'v2-mysql', 'v2-mysql-vm'],
  stable: 'v1',
  runsIn: [local],
});

new Route(ratings, 'jason', {
  match: { headers: { 'end-user': { exact: 'jason' } } },
  settings: { faults: { abort: { httpStatus: 500, percent: 100 } } },
});
