/** Shows a certificate authority the answers of cert-manager to its challenges. */
import { Cluster, IngressGateway, Mesh, MeshApp, Network, Route, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'certificates');
const local = new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

const gateway = new IngressGateway(mesh, 'cert-manager-gateway', {
  namespace: 'istio-system',
  selector: { istio: 'ingressgateway' },
  hosts: ['*'],
  in: [local],
});
const resolver = new Service(mesh, 'cert-manager-resolver', {
  namespace: 'istio-system',
  ports: { http: 8089 },
  runsIn: [local],
});

new Route(resolver, 'challenges', { on: [gateway], match: { path: { prefix: '/.well-known/acme-challenge/' } } });
