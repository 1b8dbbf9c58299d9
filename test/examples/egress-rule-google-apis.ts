/** Plain HTTP from the mesh becomes HTTPS on the way to Google's APIs. */
import { Cluster, ExternalService, Mesh, MeshApp, Network, Route, TrafficPolicy } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo');
new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

const googleapis = new ExternalService(mesh, 'googleapis', {
  namespace: 'default',
  hosts: ['www.googleapis.com'],
  ports: { http: 80, https: 443 },
});

new Route(googleapis, 'over-tls', { port: 'http', toPort: 'https' });
new TrafficPolicy(googleapis, 'balance', { port: 'http', loadBalancer: 'ROUND_ROBIN' });
new TrafficPolicy(googleapis, 'originate-tls', { port: 'https', clientTls: { mode: 'SIMPLE' } });
