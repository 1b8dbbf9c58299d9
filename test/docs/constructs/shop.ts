import { Cluster, IngressGateway, Mesh, MeshApp, Network, Service } from 'meshwright';

/** The shop of docs/writing-a-mesh.md, on which examples of constructs stand; a new one for each. */
export function newShop() {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const us = new Network(mesh, 'us');
  const eu = new Network(mesh, 'eu');
  const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
  const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.31' });
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [usEast, euWest], serviceAccount: 'web' });
  const cart = new Service(mesh, 'cart', {
    namespace: 'shop',
    serviceAccount: 'cart',
    ports: { http: 8080 },
    runsIn: [usEast, euWest],
    callers: [web],
  });
  const stock = new Service(mesh, 'stock', {
    namespace: 'shop',
    serviceAccount: 'stock',
    ports: { http: 8080, 'grpc-admin': { number: 9000, targetPort: 19000 } },
    versions: ['v1', 'v2', 'v3'],
    stable: 'v1',
    runsIn: [usEast, { cluster: euWest, versions: ['v1', 'v2'] }],
    callers: [cart],
  });
  return { app, mesh, us, eu, usEast, euWest, web, cart, stock };
}

export type Shop = ReturnType<typeof newShop>;
