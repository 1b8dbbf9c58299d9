/** Every version of every service as a subset, and callers that speak only mutual TLS of the mesh. */
import { Cluster, Mesh, MeshApp, Network, Service, TrafficPolicy } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo');
const local = new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

new Service(mesh, 'productpage', {
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

new TrafficPolicy(mesh, 'mutual-tls', { clientTls: { mode: 'ISTIO_MUTUAL' } });
