import { Cluster, IngressGateway, Mesh, type MeshApp, Network, Service } from 'meshwright';

/** A sound mesh to put a fault into: web → front → reviews on three clusters in two networks. */
export function shop(app: MeshApp) {
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const us = new Network(mesh, 'us');
  const eu = new Network(mesh, 'eu');
  const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
  const usWest = new Cluster(mesh, 'us-west', { region: 'us-west-2', network: us, istio: '1.31' });
  const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.30' });
  const web = new IngressGateway(mesh, 'web', {
    hosts: ['shop.example', 'www.shop.example'],
    in: [usEast, euWest],
    serviceAccount: 'web',
  });
  const front = new Service(mesh, 'front', {
    namespace: 'shop',
    serviceAccount: 'front',
    ports: { http: 8080 },
    runsIn: [usEast, usWest, euWest],
    callers: [web],
  });
  const reviews = new Service(mesh, 'reviews', {
    namespace: 'shop',
    serviceAccount: 'reviews',
    ports: { http: 9080 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    runsIn: [usEast, usWest, euWest],
    callers: [front],
  });
  return { mesh, us, eu, usEast, usWest, euWest, web, front, reviews };
}

/** The same with a second service of two versions. The gateway, unlike front, does not run in us-west. */
export function shopWithCart(app: MeshApp, caller: 'front' | 'web' = 'front') {
  const all = shop(app);
  const { mesh, usEast, usWest, euWest } = all;
  const cart = new Service(mesh, 'cart', {
    namespace: 'shop',
    serviceAccount: 'cart',
    ports: { http: 80 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    runsIn: [usEast, usWest, euWest],
    callers: [all[caller]],
  });
  return { ...all, cart, everywhere: [usEast, usWest, euWest] as const };
}
