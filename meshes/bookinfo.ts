/**
 * Istio's Bookinfo application on three clusters in two networks: the example that `npx cdk8s synth` compiles and that
 * `npm run demo` rolls out. Reviews v2 and v3 do not run everywhere. `bookinfo.test.ts` says what it promises.
 */
import {
  AccessPolicy,
  Canary,
  Cluster,
  IngressGateway,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  Route,
  Service,
  TrafficPolicy,
} from 'meshwright';

/** The app; `main.ts` compiles it. */
export const app = new MeshApp();
const mesh = new Mesh(app, 'bookinfo', { trustDomain: 'bookinfo.example' });

const us = new Network(mesh, 'us');
const eu = new Network(mesh, 'eu');
export const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
export const usWest = new Cluster(mesh, 'us-west', { region: 'us-west-2', network: us, istio: '1.31' });
export const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.30' });

export const web = new IngressGateway(mesh, 'web', {
  hosts: ['bookinfo.example'],
  in: [usEast, euWest],
  serviceAccount: 'web',
  ports: {
    http: { number: 80, httpsRedirect: true },
    https: { number: 443, tls: { credentialName: 'bookinfo-example' } },
  },
});

export const productpage = new Service(mesh, 'productpage', {
  namespace: 'bookinfo',
  serviceAccount: 'bookinfo-productpage',
  ports: { http: 9080 },
  versions: ['v1'],
  stable: 'v1',
  runsIn: [usEast, usWest, euWest],
  callers: [web],
});
export const details = new Service(mesh, 'details', {
  namespace: 'bookinfo',
  serviceAccount: 'bookinfo-details',
  ports: { http: 9080 },
  versions: ['v1'],
  stable: 'v1',
  runsIn: [usEast, usWest, euWest],
  callers: [productpage],
});
export const reviews = new Service(mesh, 'reviews', {
  namespace: 'bookinfo',
  serviceAccount: 'bookinfo-reviews',
  ports: { http: 9080 },
  versions: ['v1', 'v2', 'v3'],
  stable: 'v1',
  runsIn: [usEast, { cluster: usWest, versions: ['v1', 'v3'] }, { cluster: euWest, versions: ['v1', 'v2'] }],
  callers: [productpage],
});
export const ratings = new Service(mesh, 'ratings', {
  namespace: 'bookinfo',
  serviceAccount: 'bookinfo-ratings',
  ports: { http: 9080 },
  versions: ['v1'],
  stable: 'v1',
  runsIn: [usEast, euWest],
  callers: [reviews],
});

new Route(productpage, 'pages', {
  on: [web],
  match: [
    { path: { exact: '/productpage' } },
    { path: { prefix: '/static' } },
    { path: { exact: '/login' } },
    { path: { exact: '/logout' } },
    { path: { prefix: '/api/v1/products' } },
  ],
});
new Route(reviews, 'testers', { match: { headers: { 'end-user': { exact: 'jason' } } }, to: { v3: 100 } });

new TrafficPolicy(mesh, 'outliers', {
  outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s' },
});
new TrafficPolicy(reviews, 'resilience', {
  timeout: '2s',
  retries: { attempts: 2, perTryTimeout: '500ms', on: ['5xx', 'reset'] },
});
new TrafficPolicy(reviews, 'from-europe', { in: [euWest], timeout: '4s' });
new TrafficPolicy(ratings, 'failover', {
  localityFailover: [{ from: 'eu-west-1', to: 'us-east-1' }],
  loadBalancer: 'ROUND_ROBIN',
});

new MutualTls(mesh, 'strict', { mode: 'STRICT' });
new AccessPolicy(productpage, 'callers', { allow: [{ from: web }] });
new AccessPolicy(details, 'callers', { allow: [{ from: productpage, methods: ['GET'] }] });
new AccessPolicy(reviews, 'callers', { allow: [{ from: productpage, methods: ['GET'] }] });
new AccessPolicy(ratings, 'callers', { allow: [{ from: reviews, methods: ['GET'] }] });

new Canary(reviews, 'reviews-v2', {
  from: 'v1',
  to: 'v2',
  waves: [
    { clusters: [euWest], weights: [5, 25, 50, 100], bake: '30m' },
    { clusters: [usEast, usWest], weights: [25, 50, 100], bake: '1h' },
  ],
});
