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

/**
 * A mesh with a realistic mix: every service has versions, routes and a timeout, some have access rules, failover,
 * canaries, and every `varied`-th has a setting of its own in each cluster. With `varied` 1 hardly two specs are alike.
 */
export function benchMesh(
  clusterCount: number,
  serviceCount: number,
  varied = 5,
  { canaries = true }: { readonly canaries?: boolean } = {},
): MeshApp {
  const app = new MeshApp({ outdir: '/dev/null' });
  const mesh = new Mesh(app, 'bench', { trustDomain: 'bench.example' });
  const networks = ['eu', 'us', 'ap'].map((name) => new Network(mesh, name));
  const clusters = range(clusterCount).map(
    (i) => new Cluster(mesh, `c${i}`, { region: `region-${i % 5}`, network: at(networks, i), istio: '1.31' }),
  ) as [Cluster, ...Cluster[]];
  const web = new IngressGateway(mesh, 'web', { hosts: ['bench.example'], in: clusters, serviceAccount: 'web' });
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  new TrafficPolicy(mesh, 'outliers', {
    outlierDetection: { consecutive5xxErrors: 5, interval: '10s', baseEjectionTime: '30s' },
  });
  const services: BenchService[] = [];
  for (const i of range(serviceCount))
    services.push(benchService(mesh, i, clusters, services, web, { varied, canaries }));
  return app;
}

type BenchService = Service<'v1' | 'v2' | 'v3', 'http' | 'grpc'>;

function benchService(
  mesh: Mesh,
  i: number,
  clusters: [Cluster, ...Cluster[]],
  earlier: readonly BenchService[],
  web: IngressGateway,
  { varied, canaries }: { readonly varied: number; readonly canaries: boolean },
): BenchService {
  const callers = i < 5 ? [web] : [at(earlier, i - 1), at(earlier, i - 3), at(earlier, i * 7)];
  const service = new Service(mesh, `service-${i}`, {
    namespace: `team-${i % 40}`,
    serviceAccount: `service-${i}`,
    ports: { http: 8080, grpc: 9090 },
    versions: ['v1', 'v2', 'v3'],
    stable: 'v1',
    runsIn: clusters,
    callers: i % 10 === 9 ? 'any' : callers,
  });
  new TrafficPolicy(service, 'patience', {
    timeout: '3s',
    retries: { attempts: 2, perTryTimeout: '900ms', on: ['5xx', 'reset'] },
  });
  for (const cluster of i % varied === 0 ? clusters : []) {
    new TrafficPolicy(service, `in-${cluster.node.id}`, {
      in: [cluster],
      timeout: `${4000 + ((i * 31 + cluster.node.id.length) % 900)}ms`,
    });
  }
  if (i >= 5) benchRoutes(service);
  if (i < 5) new Route(service, 'public', { on: [web], match: { path: { prefix: `/s${i}` } }, port: 'http' });
  if (i % 2 === 0 && i % 10 !== 9)
    new AccessPolicy(service, 'callers', { allow: [{ from: callers as never, methods: ['GET', 'POST'] }] });
  if (i % 5 === 0) new TrafficPolicy(service, 'failover', { localityFailover: true, loadBalancer: 'ROUND_ROBIN' });
  if (canaries && i % 50 === 0)
    new Canary(service, `canary-${i}`, {
      from: 'v1',
      to: 'v2',
      waves: [{ clusters, weights: [5, 25, 50, 100], bake: '30m' }],
    });
  return service;
}

function benchRoutes(service: BenchService): void {
  new Route(service, 'testers', {
    match: { headers: { 'end-user': { exact: 'jason' }, 'x-trial': 'present' } },
    to: { v2: 100 },
    precedence: 10,
  });
  new Route(service, 'beta', { match: { path: { prefix: '/beta' } }, to: { v2: 50, v3: 50 } });
  new Route(service, 'mobile', {
    match: [
      { path: { prefix: '/api/v2' }, headers: { 'user-agent': { regex: '.*(Android|iPhone).*' } } },
      { path: { prefix: '/api/v3' }, headers: { 'user-agent': { regex: '.*(Android|iPhone).*' } } },
    ],
    to: { v1: 80, v3: 20 },
  });
}

function at<T>(items: readonly T[], i: number): T {
  return items[i % items.length] as T;
}

function range(count: number): number[] {
  return [...Array(count).keys()];
}
