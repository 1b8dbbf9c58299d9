/** A small mesh for tests of delivery, with knobs for everything that a source change may turn. */
import {
  AccessPolicy,
  Canary,
  Cluster,
  type Cohort,
  type GateSpec,
  type GitOps,
  IngressGateway,
  Mesh,
  MeshApp,
  type Mirror,
  MutualTls,
  move,
  Network,
  RolloutWaves,
  Route,
  Service,
  type StickyCookie,
  TrafficPolicy,
} from 'meshwright';

type Version = 'v1' | 'v2' | 'v3';

export interface CanaryKnobs {
  /** Default: `reviews-next`. */
  readonly id?: string;
  readonly ifUnderWay?: 'supersede' | 'hotfix' | 'queue';
  readonly from?: Version;
  readonly to?: Version;
  readonly weights?: readonly [10 | 50 | 60 | 100, ...(10 | 50 | 60 | 100)[]];
  /** Weights of us-east alone, where its wave has others. */
  readonly own?: CanaryKnobs['weights'];
  readonly pinToCluster?: boolean;
  readonly order?: 'step-major';
  readonly mirror?: Mirror;
  readonly cohort?: Cohort;
  readonly sticky?: StickyCookie;
  /** One wave of both clusters. */
  readonly together?: boolean;
  readonly gates?: readonly GateSpec[];
  /** Services behind the gateway that move from v1 to v2 with it. */
  readonly with?: readonly ('catalog' | 'cart')[];
}

export interface Shop {
  readonly clusters?: 1 | 2;
  /** Nothing runs in us-west; it may be given up besides. Without canaries. */
  readonly west?: 'idle' | 'close' | 'empty';
  readonly stable?: Version;
  /** Stable version of the services behind the gateway. */
  readonly behindGateway?: 'v1' | 'v2';
  readonly versions?: readonly [Version, ...Version[]];
  /** Timeout of reviews: changes its VirtualServices. */
  readonly timeout?: '2s' | '3s';
  /** Outlier detection of reviews: changes its DestinationRules. */
  readonly ejection?: '10s' | '20s';
  /** A header of reviews that testers use to see a version. */
  readonly testers?: Version;
  /** Timeout of ratings, which no canary here relies on. */
  readonly ratingsTimeout?: '2s' | '3s';
  readonly ratings?: boolean;
  /** Pods of reviews in each cluster, and how much each cluster asks for it. */
  readonly replicas?: Partial<Record<Version, number>>;
  readonly rate?: number;
  /** Canary of reviews. */
  readonly reviews?: CanaryKnobs;
  /** Another canary of reviews. */
  readonly next?: CanaryKnobs;
  /** Canaries of two services behind one gateway, whose routes are one file. */
  readonly catalog?: boolean;
  readonly cart?: boolean;
  /** A gateway of its own for cart, so that its canary has no file in common with another. */
  readonly desk?: boolean;
  /** What applies the folders. */
  readonly gitops?: GitOps;
  /** Waves for changes of the source: us-west first, for half an hour. */
  readonly waves?: boolean;
}

export function shop(knobs: Shop): MeshApp {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example', ...(knobs.gitops && { gitops: knobs.gitops }) });
  const us = new Network(mesh, 'us');
  const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network: us, istio: '1.31' });
  const usWest =
    knobs.clusters === 1
      ? undefined
      : new Cluster(mesh, 'us-west', {
          ...{ region: 'us-west-2', network: us, istio: '1.31' },
          ...(knobs.west && knobs.west !== 'idle' && { decommission: knobs.west }),
        });
  const runsIn: [Cluster, ...Cluster[]] = usWest && !knobs.west ? [usEast, usWest] : [usEast];
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [usEast], serviceAccount: 'web' });
  const desk = knobs.desk
    ? new IngressGateway(mesh, 'desk', { hosts: ['desk.shop.example'], in: [usEast], serviceAccount: 'desk' })
    : web;
  const behindGateway = (name: string, gateway: IngressGateway) =>
    new Service(mesh, name, {
      namespace: 'shop',
      serviceAccount: name,
      ports: { http: 8080 },
      versions: ['v1', 'v2'],
      stable: knobs.behindGateway ?? 'v1',
      runsIn,
      callers: [gateway],
    });
  const catalog = behindGateway('catalog', web);
  const cart = behindGateway('cart', desk);
  new Route(catalog, 'pages', { on: [web], match: { path: { prefix: '/catalog' } } });
  new Route(cart, 'pages', { on: [desk], match: { path: { prefix: '/cart' } } });
  const reviews = new Service(mesh, 'reviews', {
    namespace: 'shop',
    serviceAccount: 'reviews',
    ports: { http: 8080 },
    versions: knobs.versions ?? ['v1', 'v2', 'v3'],
    stable: knobs.stable ?? 'v1',
    runsIn: knobs.replicas ? runsIn.map((cluster) => ({ cluster, replicas: knobs.replicas ?? 0 })) : runsIn,
    ...(knobs.rate !== undefined && { requestsPerSecond: knobs.rate }),
    callers: [catalog],
  });
  if (knobs.timeout) new TrafficPolicy(reviews, 'timeout', { timeout: knobs.timeout });
  if (knobs.ejection)
    new TrafficPolicy(reviews, 'outliers', { outlierDetection: { baseEjectionTime: knobs.ejection } });
  if (knobs.testers)
    new Route(reviews, 'testers', {
      match: { headers: { tester: { exact: 'yes' } } },
      to: { [knobs.testers]: 100 },
    });
  if (knobs.ratings !== false) {
    const ratings = new Service(mesh, 'ratings', {
      namespace: 'shop',
      serviceAccount: 'ratings',
      ports: { http: 8080 },
      runsIn,
      callers: [reviews],
    });
    new TrafficPolicy(ratings, 'timeout', { timeout: knobs.ratingsTimeout ?? '2s' });
  }
  if (knobs.waves)
    new RolloutWaves(mesh, 'waves', {
      waves: [
        { clusters: [usWest ?? usEast], bake: '30m' },
        ...(usWest ? [{ clusters: [usEast] as const, bake: '1h' as const }] : []),
      ],
    });
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  new AccessPolicy(cart, 'callers', { allow: [{ from: desk }] });
  addCanaries(knobs, { clusters: [usEast, usWest ?? usEast], reviews, catalog, cart });
  return app;
}

interface Parts {
  readonly clusters: readonly [Cluster, Cluster];
  readonly reviews: Service<Version, 'http'>;
  readonly catalog: Service<'v1' | 'v2', 'http'>;
  readonly cart: Service<'v1' | 'v2', 'http'>;
}

function wavesOf({ weights = [10, 100], own, together }: CanaryKnobs, usEast: Cluster, usWest: Cluster) {
  const first = own ? { cluster: usEast, weights: own } : usEast;
  if (together) return [{ clusters: [first, usWest], weights, bake: '30m' }] as const;
  const second = { clusters: [usWest], weights: [100], bake: '1h' } as const;
  return [{ clusters: [first], weights, bake: '30m' } as const, ...(usWest === usEast ? [] : [second])] as const;
}

function addCanaries(knobs: Shop, { clusters: [usEast, usWest], reviews, catalog, cart }: Parts): void {
  for (const canary of [knobs.next, knobs.reviews]) {
    if (!canary) continue;
    new Canary<Version, Version>(reviews, canary.id ?? 'reviews-next', {
      ...(canary.ifUnderWay && { ifUnderWay: canary.ifUnderWay }),
      from: canary.from ?? 'v1',
      to: (canary.to ?? 'v2') as never,
      ...(canary.pinToCluster && { pinToCluster: true }),
      ...(canary.order && { order: canary.order }),
      ...(canary.mirror && { mirror: canary.mirror }),
      ...(canary.cohort && { cohort: canary.cohort }),
      ...(canary.sticky && { sticky: canary.sticky }),
      ...(canary.gates && { gates: canary.gates }),
      ...(canary.with && { with: canary.with.map((name) => move({ catalog, cart }[name], { from: 'v1', to: 'v2' })) }),
      waves: wavesOf(canary, usEast, usWest),
    });
  }
  for (const [service, wanted] of [
    [catalog, knobs.catalog],
    [cart, knobs.cart],
  ] as const) {
    if (!wanted) continue;
    new Canary(service, `${service.node.id}-v2`, {
      from: 'v1',
      to: 'v2',
      waves: [{ clusters: [usEast], weights: [50, 100], bake: '10m' }],
    });
  }
}
