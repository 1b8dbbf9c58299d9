/** A shop whose routes set every field of a Route once. */
import { Canary, Cluster, IngressGateway, Mesh, MeshApp, MutualTls, Network, Route, Service } from 'meshwright';

export const app = new MeshApp();
const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
const net = new Network(mesh, 'net');
const east = new Cluster(mesh, 'east', { region: 'us-east-1', network: net, istio: '1.31' });
const west = new Cluster(mesh, 'west', { region: 'us-west-2', network: net, istio: '1.31' });
new MutualTls(mesh, 'strict', { mode: 'STRICT' });

export const web = new IngressGateway(mesh, 'web', {
  hosts: ['shop.example', 'api.shop.example'],
  in: [east, west],
  serviceAccount: 'web',
  ports: { http: 80, https: { number: 443, tls: { credentialName: 'shop-example' } } },
});
export const site = new Service(mesh, 'site', {
  namespace: 'shop',
  ports: { http: 8080 },
  runsIn: [east, west],
  callers: [web],
});
export const robot = new Service(mesh, 'robot', {
  namespace: 'shop',
  workload: { app: 'robot', tier: 'batch' },
  ports: {},
  runsIn: [east],
});
export const stock = new Service(mesh, 'stock', {
  namespace: 'shop',
  ports: { http: 8080, grpc: 9090 },
  versions: ['v1', 'v2', 'v3'],
  stable: 'v1',
  runsIn: [east, west],
  callers: [site, robot, web],
});

// At the front door.
new Route(site, 'secure', { on: [web], match: { gatewayPort: 80 }, redirect: { scheme: 'https' }, precedence: 10 });
new Route(site, 'pages', { on: [web], hosts: ['shop.example'] });
new Route(site, 'old-shop', {
  on: [web],
  match: { path: { prefix: '/Boutique', ignoreCase: true } },
  redirect: { prefixRewrite: '/shop', redirectCode: 308 },
});
new Route(site, 'partner', {
  on: [web],
  match: { path: { exact: '/partner' } },
  redirect: { authority: 'partner.example', uri: '/shop', scheme: 'https', port: 8443 },
});
new Route(site, 'same-port', {
  on: [web],
  match: { path: { exact: '/moved' } },
  redirect: { authority: 'new.shop.example', derivePort: 'FROM_REQUEST_PORT' },
});
new Route(site, 'robots', {
  on: [web],
  match: { path: { exact: '/robots.txt' } },
  directResponse: { status: 200, body: 'User-agent: *\n' },
  headers: { response: { set: { 'content-type': 'text/plain' } } },
});
new Route(site, 'pixel', {
  on: [web],
  match: { path: { exact: '/pixel' } },
  directResponse: { status: 200, body: { bytes: 'R0lGODlhAQABAAAAACw=' } },
});

// For the site, the robot, and on the gateway.
new Route(stock, 'api', {
  on: ['mesh', web],
  hosts: ['api.shop.example'],
  port: 'http',
  match: { path: { prefix: '/stock/' }, method: 'GET' },
  rewrite: { uri: '/', authority: 'stock.internal' },
  name: 'stock-api',
});
new Route(stock, 'batch', {
  port: 'http',
  match: { from: robot, queryParams: { all: 'present' } },
  settings: {
    timeout: '1m',
    retries: { attempts: 0 },
    cors: { allowOrigins: [{ exact: 'https://shop.example' }] },
    faults: { delay: { fixedDelay: '1s', percent: 0.1 } },
  },
  precedence: 1,
});
new Route(stock, 'testers', {
  precedence: 2,
  match: [
    { cookie: { name: 'group', value: { exact: 'beta' } }, headers: { 'x-robot': 'absent' }, name: 'by-cookie' },
    { headers: { 'end-user': { exact: 'jason' }, 'x-env': { not: { prefix: 'prod' } } }, statPrefix: 'jason' },
  ],
  port: 'http',
  to: {
    v2: { weight: 90, headers: { request: { add: { 'x-tester': 'yes' } }, response: { remove: ['x-debug'] } } },
    v3: 10,
  },
});
new Route(stock, 'legacy', {
  port: 'http',
  match: { authority: { prefix: 'old-stock' }, scheme: 'http', path: { regex: '/v1/items/[0-9]+' } },
  rewrite: { uriRegexRewrite: { match: '^/v1/items/([0-9]+)$', rewrite: '/items/\\1' } },
  headers: { request: { set: { 'x-legacy': '%REQ(:PATH)%' }, remove: ['x-old'] }, response: { add: { sunset: '2027' } } },
});
new Route(stock, 'count', { match: { grpc: { service: 'shop.v1.Stock', method: 'Count' } }, port: 'grpc', to: { v2: 100 } });
new Route(stock, 'calls', { port: 'http', match: { path: { prefix: '/shop.v1.Stock/' } }, toPort: 'grpc' });
new Route(stock, 'everything', { port: 'http', mirrors: [{ to: 'v3', percent: 5 }] });

// Copies of the canary come on top of those for v3.
new Canary(stock, 'stock-v2', {
  from: 'v1',
  to: 'v2',
  mirror: { percent: 20, bake: '1h' },
  waves: [{ clusters: [east, west], weights: [10, 100], bake: '1h' }],
});
