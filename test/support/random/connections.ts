import fc from 'fast-check';
import {
  Canary,
  Cluster,
  type GatewayPort,
  type GatewayTls,
  IngressGateway,
  istio,
  JwtAuthentication,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  Route,
  type RouteMatch,
  type RouteProps,
  Service,
  type StickyCookie,
} from 'meshwright';
import { Draw, defined } from './draw.ts';

/** Meshes whose gateways have ports of every kind, with routes for names of TLS, for bytes and for claims: each is right. */
export const meshesOfConnections: fc.Arbitrary<() => MeshApp> = fc.gen().map((g) => {
  const plan = planOf(new Draw(g, fc));
  return () => build(plan);
});

type Plan = ReturnType<typeof planOf>;
type Split = Readonly<Record<string, 100 | 60 | 40>> | undefined;

const VERSIONS = ['v1', 'v2', 'v3'];

function planOf(draw: Draw) {
  const networks = draw.pick([1, 2]);
  const versions = VERSIONS.slice(0, draw.pick([3, 2]));
  return {
    networks,
    strict: draw.chance(60),
    ports: portsOf(draw),
    versions,
    hosts: draw.pick(['plain', 'own'] as const),
    claims: draw.chance(60) ? claimsOf(draw) : undefined,
    toPort: draw.chance(50),
    delegate: draw.chance(40),
    names: namesOf(draw, versions),
    bytes: bytesOf(draw, versions),
    canaries: ['site', 'db', 'cache'].filter(() => draw.chance(70)),
    pinToCluster: draw.chance(25),
    sticky: draw.maybe(70, () => stickyOf(draw)),
    cohort: draw.chance(30),
    shared: draw.chance(30),
  };
}

function tlsOf(draw: Draw): GatewayTls {
  const parameters = draw.pick([{}, { minProtocolVersion: 'TLSV1_3' }, { maxProtocolVersion: 'TLSV1_2' }] as const);
  const files = { serverCertificate: '/etc/tls.crt', privateKey: '/etc/tls.key' };
  const callers = defined({
    subjectAltNames: draw.maybe(50, () => ['buyer.example'] as const),
    verifyCertificateHash: draw.maybe(30, () => ['ab'.repeat(32)] as const),
    caCertCredentialName: draw.maybe(30, () => 'authorities'),
  });
  return draw.pick<GatewayTls>([
    { credentialName: 'shop', ...parameters },
    { credentialNames: ['rsa', 'ecdsa'], cipherSuites: ['ECDHE-RSA-AES128-GCM-SHA256'] },
    { mode: draw.pick(['MUTUAL', 'OPTIONAL_MUTUAL']), credentialName: 'shop', ...callers, ...parameters },
    { mode: 'MUTUAL', ...files, caCertificates: '/etc/ca.pem' },
    { tlsCertificates: [files] },
  ] as GatewayTls[]);
}

/** Hosts: shop.example for requests, *.db.example for names, cache.example for bytes. */
function portsOf(draw: Draw): Record<string, number | GatewayPort> {
  const http = draw.pick<GatewayPort>([
    { number: 80 },
    { number: 80, httpsRedirect: true },
    { number: 80, protocol: 'HTTP2', bind: '10.0.0.1' },
  ]);
  return {
    http: { ...http, hosts: ['shop.example'] },
    https: {
      number: 443,
      hosts: ['shop.example'],
      tls: tlsOf(draw),
      ...(draw.chance(30) && { statPrefix: 'pages', protocol: 'HTTPS' }),
    },
    'tls-db': { number: draw.pick([443, 5432]), hosts: ['*.db.example'], tls: { mode: 'PASSTHROUGH' } },
    'bytes-cache': draw.pick<GatewayPort>([
      { number: 6379, hosts: ['cache.example'], protocol: 'REDIS' },
      { number: 6380, hosts: ['cache.example'], protocol: 'TLS', tls: tlsOf(draw) },
    ]),
  };
}

function claimsOf(draw: Draw): RouteMatch {
  return {
    claims: {
      group: draw.pick([{ exact: 'beta' }, { prefix: 'be' }, 'present']),
      ...(draw.chance(50) && { 'org][robot': draw.pick(['absent', { not: { exact: 'yes' } }] as const) }),
    },
    ...(draw.chance(40) && { path: { prefix: '/beta' } }),
  };
}

function splitOf(draw: Draw, versions: readonly string[]): Split {
  return draw.pick<Split>([undefined, { v2: 100 }, { v1: 60, [versions.at(-1) ?? 'v2']: 40 }]);
}

/** Every name that callers ask for has a route of its own, whoever asks. */
function namesOf(draw: Draw, versions: readonly string[]) {
  return {
    own: draw.chance(60) ? ['db.shop.svc.cluster.local', 'main.db.example'] : ['db.shop.svc.cluster.local'],
    archive: draw.maybe(60, () => splitOf(draw, versions) ?? { v2: 100 }),
    wide: draw.chance(40),
    subnets: draw.chance(25),
    batch: draw.maybe(50, () => splitOf(draw, versions)),
    outside: draw.chance(70),
  };
}

function bytesOf(draw: Draw, versions: readonly string[]) {
  return {
    batch: draw.maybe(60, () => splitOf(draw, versions)),
    subnet: draw.chance(40),
    outside: draw.chance(70),
  };
}

function stickyOf(draw: Draw): StickyCookie {
  return defined({
    cookie: 'seen',
    maxAge: draw.pick(['1h', '24h'] as const),
    path: draw.maybe(40, () => '/beta'),
  });
}

function build(plan: Plan): MeshApp {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const clusters = clustersOf(mesh, plan);
  if (plan.strict || plan.networks > 1) new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  const prefix = plan.hosts === 'own' ? './' : '';
  const web = new IngressGateway(mesh, 'web', {
    hosts: [`${prefix}shop.example`, `${prefix}*.db.example`, `${prefix}cache.example`],
    in: clusters,
    serviceAccount: 'web',
    ports: prefixed(plan.ports, prefix),
  });
  const inShop = { namespace: 'shop', runsIn: clusters, versions: plan.versions, stable: 'v1' } as const;
  const batch = new Service(mesh, 'batch', { namespace: 'shop', ports: {}, runsIn: clusters, serviceAccount: 'batch' });
  const callers = [batch, web];
  const site = new Service<string, string>(mesh, 'site', { ...inShop, callers, ports: { http: 80, grpc: 9090 } });
  const db = new Service<string, string>(mesh, 'db', { ...inShop, callers, ports: { 'tls-db': 5432 } });
  const cache = new Service<string, string>(mesh, 'cache', { ...inShop, callers, ports: { redis: 6379, http: 8080 } });
  route(site, 'pages', { on: [web], hosts: ['shop.example'], port: 'http' });
  if (plan.claims) {
    new JwtAuthentication(web, 'tokens', { issuers: [{ issuer: 'https://login.example' }], required: false });
    route(site, 'claims', { on: [web], hosts: ['shop.example'], port: 'http', match: plan.claims, to: { v2: 100 } });
  }
  if (plan.toPort) route(site, 'calls', { port: 'http', match: { path: { prefix: '/shop.v1/' } }, toPort: 'grpc' });
  if (plan.delegate) {
    const delegate = { namespace: 'blog', name: 'routes' };
    route(site, 'blog', {
      on: [web],
      hosts: ['shop.example'],
      match: { path: { prefix: '/blog' } },
      delegate,
      precedence: 1,
    });
    const spec = { http: [{ match: [{ uri: { prefix: '/blog' } }], directResponse: { status: 404 } }] };
    for (const cluster of plan.shared ? clusters.slice(0, 1) : clusters)
      new istio.VirtualService(cluster, 'blog', { metadata: delegate, spec });
  }
  routesByName(plan, db, batch, web);
  routesByCaller(plan, cache, batch, web);
  const waves = [{ clusters, weights: [10, 50, 100], bake: '1h' }] as const;
  const { sticky, cohort } = plan;
  // Routes of a gateway are the same for all clusters of a control plane.
  const pinToCluster = plan.pinToCluster && !plan.shared;
  for (const [name, service] of Object.entries({ site, db, cache })) {
    if (!plan.canaries.includes(name)) continue;
    const first = name === 'db' ? {} : { ...(sticky && { sticky }), ...(cohort && { cohort: COHORT }) };
    new Canary<string, string>(service, `${name}-v2`, { from: 'v1', to: 'v2', waves, pinToCluster, ...first });
  }
  return app;
}

function clustersOf(mesh: Mesh, { networks, shared }: Plan): [Cluster, Cluster] {
  const one = new Network(mesh, 'net-0');
  const other = networks === 1 ? one : new Network(mesh, 'net-1');
  const east = new Cluster(mesh, 'east', { region: 'east-1', network: one, istio: '1.31' });
  const place = { region: 'west-1', network: other, istio: '1.31' } as const;
  return [east, new Cluster(mesh, 'west', shared ? { ...place, controlPlane: east } : place)];
}

const COHORT = { headers: { tester: 'present' } } as const;

function prefixed(ports: Plan['ports'], prefix: string): Plan['ports'] {
  return Object.fromEntries(
    Object.entries(ports).map(([name, port]) => {
      if (typeof port === 'number') return [name, port];
      return [name, { ...port, hosts: port.hosts?.map((host) => `${prefix}${host}`) } as unknown as GatewayPort];
    }),
  );
}

type Handle = Service<string, string>;

function route(service: Handle, id: string, props: object): void {
  new Route(service, id, defined(props) as RouteProps<string, string>);
}

function routesByName({ names }: Plan, db: Handle, batch: Service, web: IngressGateway): void {
  const at = names.subnets ? { destinationSubnets: ['10.7.0.0/16'] } : {};
  route(db, 'own', { match: { sniHosts: names.own, ...at } });
  if (names.archive) route(db, 'archive', { match: { sniHosts: ['archive.db.example'], ...at }, to: names.archive });
  if (names.wide) route(db, 'wide', { match: { sniHosts: ['*.db.example'], ...at }, to: { v1: 100 } });
  if (names.batch) route(db, 'batch', { match: { sniHosts: names.own, from: batch, ...at }, to: names.batch });
  if (!names.outside) return;
  route(db, 'outside', { on: [web], hosts: ['*.db.example'], match: { sniHosts: ['main.db.example'] } });
  route(db, 'others', { on: [web], hosts: ['*.db.example'], to: { v1: 100 } });
}

function routesByCaller({ bytes }: Plan, cache: Handle, batch: Service, web: IngressGateway): void {
  if (bytes.batch) route(cache, 'batch', { port: 'redis', match: { from: batch }, to: bytes.batch });
  if (bytes.subnet)
    route(cache, 'subnet', {
      port: 'redis',
      match: { destinationSubnets: ['10.9.0.0/16', '2001:db8::1'] },
      to: { v2: 100 },
    });
  if (bytes.outside) route(cache, 'outside', { on: [web], hosts: ['cache.example'], port: 'redis' });
}
