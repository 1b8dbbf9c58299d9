/** Every request for details fails, to see what the pages make of it. */
import { Cluster, Mesh, MeshApp, Network, Route, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo');
const local = new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

const details = new Service(mesh, 'details', {
  namespace: 'default',
  ports: { http: 9080 },
  versions: ['v1'],
  stable: 'v1',
  runsIn: [local],
});

new Route(details, 'broken', {
  to: { v1: 100 },
  settings: { faults: { abort: { httpStatus: 555, percent: 100 } } },
});
