import {
  AccessPolicy,
  applied,
  Canary,
  Cluster,
  IngressGateway,
  latency,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  Route,
  Service,
  successRate,
  TrafficPolicy,
} from 'meshwright';

/** Bookinfo on three clusters, with the canary of `meshes/bookinfo.ts` and gates that ask the world. */
export function bookinfo(): MeshApp {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'bookinfo', {
    trustDomain: 'bookinfo.example',
    gates: [applied({ by: 'commitStatus', context: 'argocd/{cluster}', creators: ['argocd[bot]'] })],
  });
  const us = new Network(mesh, 'us');
  const eu = new Network(mesh, 'eu');
  const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
  const usWest = new Cluster(mesh, 'us-west', { region: 'us-west-2', network: us, istio: '1.31' });
  const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.30' });
  const web = new IngressGateway(mesh, 'web', {
    hosts: ['bookinfo.example'],
    in: [usEast, euWest],
    serviceAccount: 'web',
  });
  const productpage = new Service(mesh, 'productpage', {
    namespace: 'bookinfo',
    serviceAccount: 'bookinfo-productpage',
    ports: { http: 9080 },
    runsIn: [usEast, usWest, euWest],
    callers: [web],
  });
  const reviews = new Service(mesh, 'reviews', {
    namespace: 'bookinfo',
    serviceAccount: 'bookinfo-reviews',
    ports: { http: 9080 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    runsIn: [usEast, { cluster: usWest, versions: ['v1'] }, euWest],
    callers: [productpage],
  });
  new Route(productpage, 'pages', { on: [web], match: { path: { prefix: '/productpage' } } });
  new TrafficPolicy(reviews, 'resilience', { timeout: '2s' });
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  new AccessPolicy(reviews, 'callers', { allow: [{ from: productpage, methods: ['GET'] }] });
  new Canary(reviews, 'reviews-v2', {
    from: 'v1',
    to: 'v2',
    waves: [
      { clusters: [euWest], weights: [5, 25, 50, 100], bake: '30m' },
      { clusters: [usEast, usWest], weights: [25, 50, 100], bake: '1h' },
    ],
    gates: [successRate({ min: 99 }), latency({ quantile: 0.99, max: '300ms' })],
  });
  return app;
}
