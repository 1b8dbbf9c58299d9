/** The worked examples of docs/rollouts.md: a source, what is applied before, and the plan between them. */
import {
  AccessPolicy,
  Canary,
  Cluster,
  IngressGateway,
  Mesh,
  MeshApp,
  MutualTls,
  Network,
  RolloutWaves,
  Route,
  Service,
  TrafficPolicy,
} from 'meshwright';

export interface Parts {
  readonly mesh: Mesh;
  readonly euWest: Cluster;
  readonly usWest: Cluster;
  readonly usEast: Cluster;
  readonly web: IngressGateway;
  readonly cart: Service<never, 'http'>;
  readonly stock: Service<'v1' | 'v2', 'http'>;
}

export interface PlanCase {
  /** What is applied; left out: nothing is. */
  readonly from?: (parts: Parts) => void;
  /** What the source says now. */
  readonly to: (parts: Parts) => void;
  /** Whether eu-west is a network of its own. Default: one network. */
  readonly networks?: 2;
}

/** web → cart → stock on three clusters, which changes reach one after the other. */
export function shopOf(build: (parts: Parts) => void, networks = 1): MeshApp {
  const app = new MeshApp();
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const network = new Network(mesh, 'flat');
  const eu = networks === 1 ? network : new Network(mesh, 'eu');
  const euWest = new Cluster(mesh, 'eu-west', { region: 'eu-west-1', network: eu, istio: '1.31' });
  const usWest = new Cluster(mesh, 'us-west', { region: 'us-west-2', network, istio: '1.31' });
  const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network, istio: '1.31' });
  new RolloutWaves(mesh, 'waves', {
    waves: [
      { clusters: [euWest], bake: '30m' },
      { clusters: [usWest], bake: '1h' },
      { clusters: [usEast], bake: '0s' },
    ],
  });
  const runsIn = [euWest, usWest, usEast] as const;
  const common = { namespace: 'shop', ports: { http: 8080 }, runsIn };
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [euWest, usEast], serviceAccount: 'web' });
  const cart = new Service(mesh, 'cart', { ...common, serviceAccount: 'cart', callers: [web] });
  const stock = new Service(mesh, 'stock', {
    ...{ ...common, serviceAccount: 'stock', callers: [cart] },
    ...{ versions: ['v1', 'v2'], stable: 'v1' },
  });
  build({ mesh, euWest, usWest, usEast, web, cart: cart as never, stock });
  return app;
}

type Caller = IngressGateway | Service<string, 'http'>;

const nothingMore = () => {};

/** Served and called in one cluster only. */
function ledgerOf({ mesh, usEast }: Parts) {
  const common = { namespace: 'shop', ports: { http: 8080 }, runsIn: [usEast] } as const;
  const audit = new Service(mesh, 'audit', { ...common, callers: [] });
  return new Service(mesh, 'ledger', { ...common, callers: [audit] });
}

/** A service with two versions. */
function serviceOf({ mesh, euWest, usWest, usEast }: Parts, name: string, callers: readonly Caller[], path?: string) {
  const service = new Service(mesh, name, {
    ...{ namespace: 'shop', ports: { http: 8080 }, runsIn: [euWest, usWest, usEast] },
    ...{ serviceAccount: name, callers, versions: ['v1', 'v2'], stable: 'v1' },
  });
  const on = callers.filter((caller): caller is IngressGateway => caller instanceof IngressGateway);
  if (path !== undefined)
    new Route(service, 'pages', { on: on as [IngressGateway], match: { path: { prefix: path } } });
  return service;
}

/** Two services behind one gateway, whose routes are one VirtualService, and one that nothing else has to do with. */
function threeOf(parts: Parts) {
  const { web, cart, stock } = parts;
  return [
    serviceOf(parts, 'basket', [web], '/basket'),
    serviceOf(parts, 'pages', [web], '/pages'),
    serviceOf(parts, 'price', [cart, stock]),
  ] as const;
}

export const PLAN_CASES: Readonly<Record<string, PlanCase>> = {
  'timeout-over-three-waves': {
    from: nothingMore,
    to: ({ stock }) => new TrafficPolicy(stock, 'patience', { timeout: '2s' }),
  },
  'strict-for-one-service': {
    from: nothingMore,
    to: ({ stock }) => new MutualTls(stock, 'strict', { mode: 'STRICT' }),
  },
  'strict-for-a-namespace': {
    from: ({ stock }) => new MutualTls(stock, 'strict', { mode: 'STRICT' }),
    to: ({ mesh }) => new MutualTls(mesh, 'strict', { namespace: 'shop', mode: 'STRICT' }),
  },
  'strict-for-the-mesh': {
    from: ({ mesh }) => new MutualTls(mesh, 'strict', { namespace: 'shop', mode: 'STRICT' }),
    to: ({ mesh }) => new MutualTls(mesh, 'strict', { mode: 'STRICT' }),
  },
  'strict-after-disable': {
    from: (parts) => new MutualTls(ledgerOf(parts), 'servers', { mode: 'DISABLE' }),
    to: (parts) => new MutualTls(ledgerOf(parts), 'servers', { mode: 'STRICT' }),
  },
  'access-policy-watched': {
    from: nothingMore,
    to: ({ stock, cart }) => new AccessPolicy(stock, 'callers', { allow: [{ from: cart }], dryRun: true }),
  },
  'access-policy-enforced': {
    from: ({ stock, cart }) => new AccessPolicy(stock, 'callers', { allow: [{ from: cart }], dryRun: true }),
    to: ({ stock, cart }) => new AccessPolicy(stock, 'callers', { allow: [{ from: cart }] }),
  },
  'sticky-canary': {
    from: (parts) => serviceOf(parts, 'pages', [parts.web], '/pages'),
    to: (parts) =>
      new Canary(serviceOf(parts, 'pages', [parts.web], '/pages'), 'pages-v2', {
        ...{ from: 'v1', to: 'v2', sticky: { cookie: 'pages-canary', maxAge: '24h' } },
        waves: [
          { clusters: [parts.euWest], weights: [10, 50, 100], bake: '30m' },
          { clusters: [parts.usEast], weights: [50, 100], bake: '1h' },
        ],
      }),
  },
  bootstrap: {
    to: ({ mesh, stock, cart }) => {
      new MutualTls(mesh, 'strict', { mode: 'STRICT' });
      new AccessPolicy(stock, 'callers', { allow: [{ from: cart }] });
    },
  },
  'overlapping-canaries': {
    from: (parts) => void threeOf(parts),
    to: (parts) => {
      const [basket, pages, price] = threeOf(parts);
      const entries = [
        { clusters: [parts.euWest], weights: [10, 100], bake: '30m' },
        { clusters: [parts.usEast], weights: [50, 100], bake: '1h' },
      ] as const;
      new Canary(basket, 'basket-v2', { from: 'v1', to: 'v2', waves: entries });
      new Canary(pages, 'pages-v2', { from: 'v1', to: 'v2', waves: entries });
      const [first, { clusters, ...second }] = entries;
      const waves = [first, { ...second, clusters: [parts.usWest, ...clusters] }] as const;
      new Canary(price, 'price-v2', { from: 'v1', to: 'v2', waves });
    },
  },
};
