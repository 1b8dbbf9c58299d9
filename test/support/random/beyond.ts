import fc from 'fast-check';
import {
  Canary,
  Cluster,
  EgressGateway,
  type ExternalEndpoint,
  ExternalService,
  type ExternalServiceProps,
  IngressGateway,
  LocalRateLimit,
  Mesh,
  MeshApp,
  Network,
  ProxyConfig,
  Route,
  Service,
  SidecarScope,
  type SidecarScopeProps,
  Telemetry,
  type TelemetryProps,
  TrafficPolicy,
  type VmProbe,
  VmWorkloads,
  WasmPlugin,
} from 'meshwright';
import { Draw, defined } from './draw.ts';

/** Meshes with services outside of Kubernetes, and with what is said of proxies: each is right. */
export const meshesBeyond: fc.Arbitrary<() => MeshApp> = fc.gen().map((g) => {
  const draw = new Draw(g, fc);
  const seeds = draw.list(60, 60, () => draw.int(0, 1_000_000));
  return () => new Beyond(seeds).app;
});

/** The choices are drawn beforehand, so that a mesh can be built twice. */
class Beyond {
  readonly app = new MeshApp();
  readonly mesh = new Mesh(this.app, 'far', { trustDomain: 'far.example' });
  readonly #network = new Network(this.mesh, 'flat');
  readonly #clusters: [Cluster, ...Cluster[]];
  readonly #seeds: readonly number[];
  #next = 0;

  constructor(seeds: readonly number[]) {
    this.#seeds = seeds;
    const names = this.#pick([['east'], ['east', 'west']] as const);
    this.#clusters = names.map((name) => {
      const props = { region: `${name}-1`, network: this.#network, istio: '1.31' } as const;
      return new Cluster(this.mesh, name, props);
    }) as [Cluster, ...Cluster[]];
    this.#build();
  }

  #pick<T>(options: readonly T[]): T {
    const seed = this.#seeds[this.#next++ % this.#seeds.length] ?? 0;
    return options[(seed + this.#next) % options.length] as T;
  }

  #maybe<T>(value: T): T | undefined {
    return this.#pick([undefined, value]);
  }

  #build(): void {
    const common = { namespace: 'far', runsIn: this.#clusters, serviceAccount: 'app' };
    const web = new IngressGateway(this.mesh, 'web', { hosts: ['far.example'], in: this.#clusters });
    const front = new Service(this.mesh, 'front', { ...common, ports: { http: 80 }, callers: [web] });
    const back = new Service(this.mesh, 'back', {
      ...{ namespace: this.#pick(['far', 'near']), runsIn: this.#clusters, serviceAccount: 'back' },
      ...{ ports: { http: { number: 80, targetPort: 8080 }, 'http-admin': 81 }, callers: [front] },
    });
    this.#outside(front);
    this.#scopes(front, back);
    this.#telling(web, back);
    this.#running(web, back);
    this.#machines(back);
  }

  #outside(front: Service<never, 'http'> | Service<string, 'http'>): void {
    const callers = this.#pick(['any', [front]] as const);
    const where = { namespace: 'far', callers, in: this.#maybe(this.#clusters) };
    this.#static(defined(where));
    const name = this.#pick(['names.example', '*.names.example']);
    const plain = name === 'names.example';
    const resolution = plain
      ? this.#pick([undefined, 'DNS', 'NONE'] as const)
      : this.#pick([undefined, 'NONE', 'DYNAMIC_DNS'] as const);
    const names = defined({
      ...{ ...defined(where), hosts: [name] as const, ports: { http: 80, tls: 443 }, resolution },
      subjectAltNames: this.#maybe(['names.example'] as const),
    });
    new ExternalService<string, 'http' | 'tls'>(
      this.mesh,
      'names',
      names as ExternalServiceProps<string, 'http' | 'tls'>,
    );
    new ExternalService(this.mesh, 'pods', {
      namespace: 'far',
      hosts: ['pods.example'],
      ports: { http: 80 },
      location: 'MESH_INTERNAL',
      pods: { app: 'front' },
    });
    const egress = new EgressGateway(
      this.mesh,
      'gate',
      defined({
        ...{ in: this.#clusters, namespace: this.#maybe('out'), selector: this.#maybe({ istio: 'gate', out: 'yes' }) },
        ...{
          serviceAccount: this.#maybe('gate'),
          ports: this.#maybe({ http: 8080, tls: 8443 }),
          name: this.#maybe('door'),
        },
      }),
    );
    const through = new ExternalService(this.mesh, 'through', {
      ...{ namespace: 'far', hosts: ['through.example'], ports: { http: { number: 80, targetPort: 443 }, tls: 443 } },
      ...{ callers, through: egress },
    });
    new TrafficPolicy(through, 'tls', {
      port: 'http',
      clientTls: { mode: 'SIMPLE' },
      ...defined({ timeout: this.#maybe('2s' as const) }),
    });
    if (this.#pick([true, false]))
      new Route(through, 'no', { match: { path: { prefix: '/no' } }, port: 'http', directResponse: { status: 403 } });
  }

  #static(
    where: Pick<ExternalServiceProps<never, never>, 'namespace' | 'callers'> & {
      readonly in?: readonly [Cluster, ...Cluster[]];
    },
  ): void {
    const endpoint = (address: string, version: 'a' | 'b'): ExternalEndpoint<'a' | 'b', 'http'> =>
      defined({
        ...{ address, version, ports: this.#maybe({ http: 8080 }), labels: this.#maybe({ rack: '7' }) },
        ...{ locality: this.#maybe('east-1/a'), network: this.#maybe(this.#network), weight: this.#maybe(3) },
        serviceAccount: this.#maybe('far'),
      }) as ExternalEndpoint<'a' | 'b', 'http'>;
    const endpoints = [endpoint('192.0.2.1', 'a'), endpoint('192.0.2.2', 'b')] as const;
    const [first, ...others] = this.#clusters;
    const service = new ExternalService<'a' | 'b', 'http'>(this.mesh, 'static', {
      ...where,
      ...defined({
        name: this.#maybe('fixed'),
        versionLabel: this.#maybe('release'),
        addresses: this.#maybe(['240.0.0.1'] as const),
      }),
      ...{ hosts: ['static.example'], ports: { http: 80 }, endpoints, versions: ['a', 'b'], stable: 'a' },
      ...{ location: this.#pick(['MESH_EXTERNAL', 'MESH_INTERNAL']), resolution: 'STATIC' },
      ...(where.in && { in: [{ cluster: first, endpoints }, ...others] }),
    });
    if (this.#pick([true, false]))
      new Canary(service, 'b', {
        from: 'a',
        to: 'b',
        waves: [{ clusters: this.#clusters, weights: [50, 100], bake: '30m' }],
      });
  }

  #scopes(
    front: Service<never, 'http'> | Service<string, 'http'>,
    back: Service<never, 'http' | 'http-admin'> | Service<string, 'http' | 'http-admin'>,
  ): void {
    const clusters = this.#maybe(this.#clusters);
    const wide: SidecarScopeProps = defined({
      ...{ in: clusters, alsoHosts: this.#maybe(['istio-system/*'] as const), namespace: this.#maybe('far') },
      outboundTrafficPolicy: this.#maybe({ mode: this.#pick(['REGISTRY_ONLY', 'ALLOW_ANY'] as const) }),
    });
    new SidecarScope(this.mesh, 'wide', wide);
    const pool = { tcp: { maxConnections: 9 }, http: { maxRetries: 2 } };
    new SidecarScope(
      this.#pick([front, back]) as Service<string, string>,
      'ports',
      defined({
        egress: this.#maybe([
          {
            port: { number: 3306, protocol: 'MYSQL' },
            bind: '127.0.0.1',
            captureMode: 'NONE',
            hosts: ['*/db.example'],
          },
          {},
        ] as const),
        ingress: this.#maybe([
          {
            port: { number: 80, protocol: 'HTTP', name: 'http' },
            defaultEndpoint: '127.0.0.1:80',
            connectionPool: pool,
          },
        ] as const),
        inboundConnectionPool: this.#maybe(pool),
      }) as SidecarScopeProps,
    );
  }

  #telling(web: IngressGateway, back: Service<string, string> | Service<never, 'http' | 'http-admin'>): void {
    const mode = this.#pick([undefined, 'CLIENT', 'SERVER', 'CLIENT_AND_SERVER'] as const);
    const logging = defined({
      providers: this.#maybe(['otel'] as const),
      mode,
      filter: this.#maybe('response.code >= 400'),
      disabled: false,
    });
    const overrides = [
      defined({
        metric: this.#pick(['REQUEST_COUNT', { custom: 'x' }] as const),
        mode,
        disabled: this.#maybe(true),
        tagOverrides: this.#pick([{ a: { value: 'source.namespace' } }, { a: { operation: 'REMOVE' } }] as const),
      }),
    ] as const;
    const tag = this.#pick([
      { literal: 'x' },
      { environment: 'POD', defaultValue: '' },
      { header: 'x-a' },
      { formatter: '%ROUTE_NAME%' },
    ] as const);
    const tracing = defined({
      ...{
        providers: this.#maybe(['t'] as const),
        mode,
        randomSamplingPercentage: this.#maybe(2.5),
        customTags: this.#maybe({ tag }),
      },
      ...{
        disableSpanReporting: this.#maybe(true),
        disableContextPropagation: this.#maybe(true),
        enableIstioTags: this.#maybe(false),
      },
      useRequestIdForTraceSampling: false,
    });
    const props = defined({
      accessLogging: this.#pick([logging, [logging, { disabled: true }]]),
      metrics: this.#maybe(
        defined({
          providers: this.#maybe(['prometheus'] as const),
          overrides,
          reportingInterval: this.#maybe('10s' as const),
        }),
      ),
      tracing: this.#maybe(tracing),
      in: this.#maybe(this.#clusters),
    }) as TelemetryProps;
    new Telemetry(this.mesh, 'all', {
      ...props,
      ...this.#pick([{}, { namespace: 'far' }, { namespace: 'far', pods: { app: 'cron' } }]),
    });
    new Telemetry(this.#pick([web, back]) as IngressGateway, 'traces', props);
  }

  #running(web: IngressGateway, back: Service<string, string> | Service<never, 'http' | 'http-admin'>): void {
    new ProxyConfig(
      this.mesh,
      'proxies',
      defined({ concurrency: 0, image: this.#maybe('debug' as const), environmentVariables: this.#maybe({ A: '' }) }),
    );
    new WasmPlugin(
      this.#pick([web, back]) as IngressGateway,
      'module',
      defined({
        ...{
          url: 'oci://registry.example/m:1',
          sha256: this.#maybe('a'.repeat(64)),
          imagePullPolicy: this.#maybe('Always' as const),
        },
        ...{
          imagePullSecret: this.#maybe('s'),
          pluginName: this.#maybe('p'),
          pluginConfig: this.#maybe({ a: [1, { b: null }] }),
        },
        ...{
          phase: this.#maybe('AUTHZ' as const),
          priority: this.#maybe(-3),
          failStrategy: this.#maybe('FAIL_OPEN' as const),
          type: this.#maybe('HTTP' as const),
        },
        ...{
          match: this.#maybe([{ mode: 'SERVER', ports: [80] }] as const),
          env: this.#maybe({ A: 'b', C: { from: 'HOST' } } as const),
        },
      }),
    );
    const limit = defined({
      ...{ requests: 5, per: '1s' as const, burst: this.#maybe(9), status: this.#maybe(503), enforced: this.#maybe(0) },
      ...{ responseHeaders: this.#maybe({ 'x-limit': 'yes' }), in: this.#maybe(this.#clusters) },
    });
    new LocalRateLimit(back as Service<never, 'http' | 'http-admin'>, 'admin', {
      ...limit,
      ...this.#pick([{}, { port: 'http' } as const]),
    });
    new LocalRateLimit(web, 'door', limit);
  }

  #machines(back: Service<string, string> | Service<never, 'http' | 'http-admin'>): void {
    const probe: VmProbe = this.#pick([
      { httpGet: { port: 80, path: '/r', scheme: 'HTTPS', headers: { a: 'b' } }, periodSeconds: 3 },
      { tcpSocket: { port: 80, host: '127.0.0.1' }, initialDelaySeconds: 2, timeoutSeconds: 1 },
      { exec: ['/bin/true'], successThreshold: 2, failureThreshold: 4 },
    ] as const);
    const entry = {
      locality: this.#maybe('east-1'),
      weight: this.#maybe(2),
      ports: this.#maybe({ http: 81 }),
      labels: this.#maybe({ hall: 'a' }),
    };
    new VmWorkloads(
      back as Service<never, 'http'>,
      'machines',
      defined({
        ...{
          ...entry,
          in: this.#clusters,
          annotations: this.#maybe({ 'a/b': 'c' }),
          network: this.#maybe(this.#network),
        },
        ...{
          probe: this.#maybe(probe),
          machines: this.#maybe([{ name: 'vm-1', address: '192.0.2.99', ...defined(entry) }] as const),
        },
      }) as never,
    );
  }
}
