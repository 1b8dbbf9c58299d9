/** The pages of Bookinfo, for any host, through Istio's default ingress gateway. */
import { Cluster, IngressGateway, Mesh, MeshApp, Network, Route, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo');
const local = new Cluster(mesh, 'local', { region: 'local', network: new Network(mesh, 'network1'), istio: '1.31' });

const gateway = new IngressGateway(mesh, 'bookinfo-gateway', {
  namespace: 'default',
  selector: { istio: 'ingressgateway' },
  hosts: ['*'],
  ports: { http: 8080 },
  in: [local],
});
const productpage = new Service(mesh, 'productpage', { namespace: 'default', ports: { http: 9080 }, runsIn: [local] });

new Route(productpage, 'pages', {
  on: [gateway],
  match: [
    { path: { exact: '/productpage' } },
    { path: { prefix: '/static' } },
    { path: { exact: '/login' } },
    { path: { exact: '/logout' } },
    { path: { prefix: '/api/v1/products' } },
  ],
});
