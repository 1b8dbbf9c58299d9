import { ApiObject, Chart } from 'cdk8s';
import {
  AccessPolicy,
  bake,
  Canary,
  Cluster,
  type GateSpec,
  IngressGateway,
  istio,
  Mesh,
  type MeshApp,
  MutualTls,
  Namespace,
  Network,
  RolloutWaves,
  Route,
  Service,
  successRate,
  suppress,
  TrafficPolicy,
  type Weights,
  window,
} from 'meshwright';
import { describe, expect, it } from 'vitest';
import { modelCodes } from '../../src/diagnostics/codes.ts';
import { shop } from '../checks/shop.ts';
import { diagnose } from '../support/diagnose.ts';

type Mistake = readonly [code: string, message: string, build: (app: MeshApp) => void];

const wave = { weights: [50, 100], bake: '10m' } as const;

/** A primary with a remote, and a gateway and a service that run in both. */
function remote(app: MeshApp) {
  const mesh = new Mesh(app, 'shop');
  const lan = new Network(mesh, 'lan');
  const hub = new Cluster(mesh, 'hub', { region: 'us-east-1', network: lan, istio: '1.31' });
  const far = new Cluster(mesh, 'far', { region: 'us-west-2', network: lan, istio: '1.31', controlPlane: hub });
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [hub, far] });
  const ports = { http: 80 };
  const front = new Service(mesh, 'front', { namespace: 'shop', ports, runsIn: [hub, far], callers: [web] });
  return { mesh, lan, hub, far, web, front };
}

const mistakes: readonly Mistake[] = [
  [
    'construct-validation',
    'shop/reviews: needs an owner',
    (app) => shop(app).reviews.node.addValidation({ validate: () => ['needs an owner'] }),
  ],
  ['duplicate-name', "Two networks are called 'us'", (app) => network(shop(app).mesh, 'us', 'nested')],
  [
    'duplicate-name',
    "Two services are called 'shop/reviews'",
    (app) => {
      const { mesh, usEast } = shop(app);
      const props = { name: 'reviews', namespace: 'shop', ports: { http: 80 }, runsIn: [usEast] };
      new Service(mesh, 'twin', props);
    },
  ],
  [
    'duplicate-name',
    "Two constructs in Mesh 'shop' have the id 'twin'",
    (app) => {
      const { mesh } = shop(app);
      const net = new Network(mesh, 'twin');
      new Cluster(mesh, 'twin', { region: 'us-east-1', network: net, istio: '1.31' });
    },
  ],
  [
    'duplicate-name',
    "Two constructs in Service 'reviews' have the id 'p'",
    (app) => {
      const { reviews } = shop(app);
      new TrafficPolicy(reviews, 'p', { timeout: '1s' });
      new TrafficPolicy(reviews, 'p', { timeout: '2s' });
    },
  ],
  [
    'duplicate-name',
    "Two constructs in Cluster 'us-east' have the id 'map'",
    (app) => {
      const { usEast } = shop(app);
      new ApiObject(usEast, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } });
      new ApiObject(usEast, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b' } });
    },
  ],
  [
    'duplicate-object',
    "DestinationRule 'reviews' in namespace 'shop' of cluster 'us-east' is declared twice",
    (app) => {
      const spec = { host: 'reviews' };
      new istio.DestinationRule(shop(app).usEast, 'reviews', { metadata: { namespace: 'shop' }, spec });
    },
  ],
  [
    'differs-within-control-plane',
    "PeerAuthentication 'default' in namespace 'istio-system' would have to differ between clusters 'hub' and 'far'",
    (app) => {
      const { mesh, hub } = remote(app);
      new MutualTls(mesh, 'strict', { mode: 'STRICT', in: [hub] });
    },
  ],
  [
    'differs-within-control-plane',
    "DestinationRule 'front' in namespace 'shop' would have to differ between clusters 'far' and 'hub'",
    (app) => {
      const { front, far } = remote(app);
      new TrafficPolicy(front, 'pool', { in: [far], tcpConnectionPool: { maxConnections: 10 } });
    },
  ],
  [
    'differs-within-control-plane',
    "VirtualService 'web.shop.example' in namespace 'istio-ingress' would have to differ between clusters 'far' and 'hub'",
    (app) => {
      const { front, far, web } = remote(app);
      new Route(front, 'home', { on: [web] });
      new TrafficPolicy(front, 'patience', { in: [far], timeout: '9s' });
    },
  ],
  [
    'invalid-control-plane',
    "Cluster 'farther' cannot be served by the control plane of 'far': 'far' is a remote itself, of 'hub'",
    (app) => {
      const { mesh, lan, far } = remote(app);
      new Cluster(mesh, 'farther', { region: 'us-west-2', network: lan, istio: '1.31', controlPlane: far });
    },
  ],
  [
    'not-supported-yet',
    'Mesh \'shop\' asks for dataPlane "ambient"',
    (app) => new Mesh(app, 'shop', { dataPlane: 'ambient' }),
  ],
  [
    'not-supported-yet',
    'Mesh \'shop\' asks for trafficApi "gateway-api"',
    (app) => new Mesh(app, 'shop', { trafficApi: 'gateway-api' }),
  ],
  [
    'not-supported-yet',
    "Namespace 'web' asks for the label istio.io/dataplane-mode: ambient",
    (app) => new Namespace(shop(app).mesh, 'web', { labels: { 'istio.io/dataplane-mode': 'ambient' } }),
  ],
  [
    'invalid-control-plane',
    "'usual' belongs to another mesh",
    (app) => {
      const { mesh, lan } = remote(app);
      const other = new Mesh(app, 'other');
      const net = new Network(other, 'net');
      const usual = new Cluster(other, 'usual', { region: 'us-east-1', network: net, istio: '1.31' });
      new Cluster(mesh, 'stray', { region: 'us-west-2', network: lan, istio: '1.31', controlPlane: usual });
    },
  ],
  [
    'invalid-control-plane',
    "it declares Istio 1.30, and the istiod of 'hub' is 1.31",
    (app) => {
      const { mesh, lan, hub } = remote(app);
      new Cluster(mesh, 'old', { region: 'us-west-2', network: lan, istio: '1.30', controlPlane: hub });
    },
  ],
  [
    'invalid-control-plane',
    '"https://istiod.example:15012" is not the address of a control plane',
    (app) => {
      const { mesh, lan } = remote(app);
      const controlPlane = { external: { address: 'https://istiod.example:15012' } };
      new Cluster(mesh, 'led', { region: 'us-west-2', network: lan, istio: '1.31', controlPlane });
    },
  ],
  [
    'cluster-still-in-use',
    "Cluster 'attic' is to be decommissioned, and it runs shop/old; its istiod serves loft",
    (app) => {
      const { mesh } = shop(app);
      const network = new Network(mesh, 'house');
      const where = { region: 'r', network, istio: '1.31' } as const;
      const attic = new Cluster(mesh, 'attic', { ...where, decommission: 'close' });
      new Cluster(mesh, 'loft', { ...where, controlPlane: attic });
      new Service(mesh, 'old', { namespace: 'shop', ports: { http: 80 }, runsIn: [attic] });
    },
  ],
  [
    'invalid-gitops',
    "Gitops of cluster 'lone' has no effect, for its mesh has no gitops",
    (app) => {
      const mesh = new Mesh(app, 'lonely');
      const net = new Network(mesh, 'net');
      new Cluster(mesh, 'lone', { region: 'r', network: net, istio: '1.31', gitops: { owners: ['@a'] } });
    },
  ],
  [
    'invalid-gate',
    "A gate of Canary 'c' makes no sense: successRate: min is above 100",
    (app) => canary(app, 'c', { ...wave, gates: [successRate({ min: 995 })] }),
  ],
  [
    'invalid-gate',
    'bake: milliseconds is not a duration such as 30m',
    (app) => canary(app, 'c', { ...wave, gates: [bake('soon' as never)] }),
  ],
  [
    'invalid-gate',
    "A gate of Mesh 'mine' makes no sense: window: allow[0].cron is no cron expression",
    (app) => new Mesh(app, 'mine', { gates: [window({ allow: [{ cron: 'weekdays', for: '8h' }] })] }),
  ],
  [
    'invalid-gate',
    'moon: phase is no number that JSON could hold',
    (app) => new Mesh(app, 'mine', { gates: [{ kind: 'moon', phase: Number.POSITIVE_INFINITY }] }),
  ],
  [
    'invalid-gate',
    'it was not made by one of the functions that make gates',
    (app) => new Mesh(app, 'mine', { gates: bake('1h') as never }),
  ],
  [
    'invalid-host',
    "Gateway 'edge' cannot serve the host 'api-*.shop.example'",
    (app) => {
      const { mesh, usEast } = shop(app);
      new IngressGateway(mesh, 'edge', { hosts: ['api-*.shop.example'], in: [usEast] });
    },
  ],
  ['invalid-name', "'Us_North' cannot be the name of a network", (app) => network(shop(app).mesh, 'Us_North')],
  ['invalid-name', "'bootstrap' cannot be the name of a canary", (app) => canary(app, 'bootstrap', wave)],
  [
    'invalid-setting',
    "timeout '0s' must be a whole number of milliseconds",
    (app) => new TrafficPolicy(shop(app).reviews, 'p', { timeout: '0s' }),
  ],
  ['invalid-setting', "bake 'soon' is not a duration", (app) => canary(app, 'c', { ...wave, bake: 'soon' as never })],
  [
    'invalid-structure',
    "spec.hots: unknown field 'hots'",
    (app) => {
      const spec = { hots: 'reviews' } as never;
      new istio.DestinationRule(shop(app).usEast, 'mine', { metadata: { namespace: 'shop' }, spec });
    },
  ],
  [
    'invalid-suppression',
    "The suppression of 'unknown-subset' has no last day",
    (app) => suppress(shop(app).reviews, { code: 'unknown-subset', reason: 'soon', until: '2027-02-30' }),
  ],
  ['invalid-weight', 'has weights that do not rise', (app) => canary(app, 'c', { ...wave, weights: [50, 50, 100] })],
  ['invalid-weight', 'does not end with 100', (app) => canary(app, 'c', { ...wave, weights: [50] })],
  [
    'invalid-weight',
    "Wave 1 of canary 'c': cluster 'us-east' has 3 steps of its own where the wave has 2.",
    (app) => ownWeights(app, [1, 5, 100]),
  ],
  [
    'invalid-weight',
    "Wave 1 of canary 'c': cluster 'us-east' has weights that do not rise.",
    (app) => ownWeights(app, [100, 100]),
  ],
  [
    'invalid-weight',
    "Wave 1 of canary 'c' gives cluster 'us-east' weights twice, and not the same ones.",
    (app) => ownWeights(app, [5, 100], [10, 100]),
  ],
  ['invalid-weight', 'mirrors a share that is not', (app) => options(app, { mirror: { percent: 0, bake: '1h' } })],
  ['invalid-setting', "bake 'soon' is", (app) => options(app, { mirror: { percent: 5, bake: 'soon' as never } })],
  ...[null, 'reviews', {}, [null], [{ from: 'v1', to: 'v2' }], ['v2'], [[]]].map(
    (value): [string, string, (app: MeshApp) => void] => [
      'invalid-setting',
      "Canary 'c' is to move something 'with' its own service that is no service with two versions",
      (app) => options(app, { with: value as never }),
    ],
  ),
  ['invalid-setting', "has the order 'random'", (app) => options(app, { order: 'random' as never })],
  ...['now', null, ['hotfix'], {}].map((value): [string, string, (app: MeshApp) => void] => [
    'invalid-setting',
    `Canary 'c' has ifUnderWay: ${JSON.stringify(value)}`,
    (app) => options(app, { ifUnderWay: value as never }),
  ]),
  ['invalid-setting', 'has no condition', (app) => options(app, { cohort: { headers: {} } })],
  [
    'invalid-setting',
    'has headers and a cookie',
    (app) => options(app, { cohort: { headers: { a: 'present' }, cookie: { name: 'a', value: 'present' } } as never }),
  ],
  [
    'invalid-setting',
    "names the cookie 'a b', which no cookie can be called",
    (app) => options(app, { cohort: { cookie: { name: 'a b', value: 'present' } } }),
  ],
  [
    'invalid-setting',
    "compares the cookie 'a' with nothing",
    (app) => options(app, { cohort: { cookie: { name: 'a', value: { exact: '' } } } }),
  ],
  [
    'invalid-setting',
    "compares the cookie 'a' with a text that no cookie holds",
    (app) => options(app, { cohort: { cookie: { name: 'a', value: { prefix: 'x; b' } } } }),
  ],
  [
    'invalid-setting',
    "has a regex that Istio refuses for the cookie 'a'",
    (app) => options(app, { cohort: { cookie: { name: 'a', value: { regex: '(' } } } }),
  ],
  [
    'invalid-weight',
    'has shares that add up to 120 %',
    (app) => new Route(shop(app).reviews, 'r', { to: { v1: 60, v2: 60 } }),
  ],
  [
    'istio-version-unsupported',
    "Cluster 'old' runs Istio 1.22",
    (app) => {
      const { mesh, us } = shop(app);
      new Cluster(mesh, 'old', { region: 'us-east-1', network: us, istio: '1.22' as never });
    },
  ],
  [
    'outside-cluster',
    "The object 'chart/map' does not stand under a Cluster",
    (app) => new ApiObject(new Chart(app, 'chart'), 'map', { apiVersion: 'v1', kind: 'ConfigMap' }),
  ],
  ['outside-mesh', "'lost' does not stand under a Mesh", (app) => new Network(app, 'lost')],
  [
    'path-derived-name',
    'is named after its place in the construct tree',
    (app) => new ApiObject(shop(app).usEast, 'map', { apiVersion: 'v1', kind: 'ConfigMap' }),
  ],
  [
    'unknown-protocol',
    "Port 'web' of service 'cart' does not say its protocol",
    (app) => {
      const { mesh, usEast } = shop(app);
      new Service(mesh, 'cart', { namespace: 'shop', ports: { web: 80 }, runsIn: [usEast] });
    },
  ],
  [
    'unknown-protocol',
    "Port 'web' of service 'cart' does not say its protocol",
    (app) => {
      const { mesh, usEast } = shop(app);
      const ports = { web: { number: 80, protocol: 'QUIC' as never } };
      new Service(mesh, 'cart', { namespace: 'shop', ports, runsIn: [usEast] });
    },
  ],
  [
    'invalid-setting',
    "MutualTls 'm' has the mode 'strict'",
    (app) => new MutualTls(shop(app).mesh, 'm', { mode: 'strict' as never }),
  ],
  [
    'invalid-setting',
    "MutualTls 'm' acknowledges 'front'",
    (app) => new MutualTls(shop(app).mesh, 'm', { mode: 'STRICT', acknowledge: ['front' as never] }),
  ],
  [
    'invalid-setting',
    "AccessPolicy 'a' acknowledges 'plaintext, undeclared'",
    (app) => new AccessPolicy(shop(app).reviews, 'a', { allow: [], acknowledge: 'plaintext, undeclared' as never }),
  ],
  [
    'invalid-setting',
    "AccessPolicy 'a' has the dryRun 'yes'",
    (app) => {
      const { reviews, front } = shop(app);
      new AccessPolicy(reviews, 'a', { allow: [{ from: front }], dryRun: 'yes' as never });
    },
  ],
  [
    'invalid-setting',
    "bake 'later' is not a duration",
    (app) => {
      const { mesh, usEast, usWest, euWest } = shop(app);
      new RolloutWaves(mesh, 'w', { waves: [{ clusters: [usEast, usWest, euWest], bake: 'later' as never }] });
    },
  ],
  ...[
    ['replicas for some of its clusters and versions only', { v1: 3 }],
    ["replicas of 'v3' in 'us-east', where it does not run", { v1: 3, v2: 3, v3: 3 }],
    ["1.5 replicas in 'us-east'", 1.5],
    ["-1 replicas in 'us-east'", { v1: -1, v2: 3 }],
  ].map(([message, replicas]): [string, string, (app: MeshApp) => void] => [
    'invalid-setting',
    `Service 'stock' has ${message}`,
    (app) => {
      const { mesh, usEast } = shop(app);
      new Service<string, string>(mesh, 'stock', {
        namespace: 'shop',
        ports: { http: 80 },
        versions: ['v1', 'v2'],
        stable: 'v1',
        runsIn: [{ cluster: usEast, replicas: replicas as number }],
      });
    },
  ]),
  [
    'invalid-setting',
    "Service 'stock' has a rate of requests that is no number above 0",
    (app) => {
      const { mesh, usEast } = shop(app);
      new Service(mesh, 'stock', { namespace: 'shop', ports: { http: 80 }, runsIn: [usEast], requestsPerSecond: 0 });
    },
  ],
  [
    'invalid-setting',
    "Service 'stock' has two rates of requests from one cluster",
    (app) => {
      const { mesh, usEast } = shop(app);
      const twice = { from: usEast, rate: 5 };
      new Service(mesh, 'stock', {
        namespace: 'shop',
        ports: { http: 80 },
        runsIn: [usEast],
        requestsPerSecond: [twice, twice],
      });
    },
  ],
  ...(
    [
      ['maxOnCanary is not a number above 0', { maxOnCanary: 0 }],
      ['maxOnCanary is not a number above 0', { maxOnCanary: { usual: 1 } as never }],
      ['maxShareLeavingCluster is not a whole percentage from 0 to 100', { maxShareLeavingCluster: 0.55 as never }],
    ] as const
  ).map(([message, limits]): [string, string, (app: MeshApp) => void] => [
    'invalid-setting',
    `Canary 'c': ${message}`,
    (app) => {
      const { reviews, usEast } = shop(app);
      const waves = [{ clusters: [usEast], weights: [100], bake: '10m' }] as const;
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves, ...limits });
    },
  ]),
  [
    'unreadable-value',
    "Service 'cart' has a property of the wrong type",
    (app) =>
      new Service(shop(app).mesh, 'cart', { namespace: 'shop', ports: { http: 80 }, runsIn: ['us-east' as never] }),
  ],
  [
    'unreadable-value',
    "TrafficPolicy 'p' has a property of the wrong type",
    (app) => new TrafficPolicy(shop(app).reviews, 'p', { in: 'us-east' as never, timeout: '1s' }),
  ],
  [
    'invalid-setting',
    "TrafficPolicy 'p': retries must be an object, not null",
    (app) => new TrafficPolicy(shop(app).reviews, 'p', { retries: null as never }),
  ],
];

describe('the freeze and lowering report', () => {
  it.each(mistakes)('%s: %s', report);

  it('each of their codes here at least once', () => {
    expect([...new Set(mistakes.map(([code]) => code))].sort()).toEqual([...modelCodes].sort());
  });
});

it('says where both constructs of one id are, and says it once', () => {
  const found = diagnose((app) => {
    const { mesh } = shop(app);
    new Network(mesh, 'twin');
    new Network(mesh, 'twin');
    new Mesh(app, 'shop');
  }).filter(({ code }) => code === 'duplicate-name');
  expect(found.map(({ message }) => message).sort()).toEqual([
    "Two meshes are called 'shop'.",
    "Two networks are called 'twin'.",
  ]);
  expect(found.every(({ related }) => related[0]?.at !== undefined)).toBe(true);
});

function report(code: string, message: string, build: (app: MeshApp) => void): void {
  const found = diagnose(build).filter((diagnostic) => diagnostic.code === code);
  expect(found.map((diagnostic) => diagnostic.message)).toContainEqual(expect.stringContaining(message));
  expect(found.every(({ why, hint }) => why !== '' && hint !== '')).toBe(true);
  // An object outside every cluster entered through no door that notes places.
  if (code !== 'outside-cluster') expect(found.every(({ at }) => at?.file.startsWith('test/'))).toBe(true);
}

function network(mesh: Mesh, name: string, group?: string) {
  return new Network(group === undefined ? mesh : new Mesh(mesh, group), name);
}

function options(app: MeshApp, more: Partial<Canary<string, string>['props']>) {
  const { reviews, usEast, usWest, euWest } = shop(app);
  const waves = [{ clusters: [usEast, usWest, euWest], ...wave }] as const;
  return new Canary<string, string>(reviews, 'c', { from: 'v1', to: 'v2', waves, ...more });
}

/** A wave in which one cluster has weights of its own, said once or twice. */
function ownWeights(app: MeshApp, weights: Weights, again?: Weights) {
  const { reviews, usEast, usWest, euWest } = shop(app);
  const second = again ? [{ cluster: usEast, weights: again }] : [];
  const clusters = [{ cluster: usEast, weights }, usWest, euWest, ...second] as const;
  return new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters, ...wave }] });
}

function canary(
  app: MeshApp,
  id: string,
  {
    gates = [],
    ...props
  }: Pick<Canary<string, string>['props']['waves'][0], 'weights' | 'bake'> & { readonly gates?: readonly GateSpec[] },
) {
  const { reviews, usEast, usWest, euWest } = shop(app);
  const waves = [{ clusters: [usEast, usWest, euWest], ...props }] as const;
  return new Canary(reviews, id, { from: 'v1', to: 'v2', waves, gates });
}
