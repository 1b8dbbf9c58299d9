import { Canary, Cluster, Mesh, Network, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const wave = { weights: [50, 100], bake: '10m' } as const;

export const failing: FailingCases = {
  'new version runs in no cluster': {
    message:
      "Version 'v2' of service 'shop/cart' runs in no cluster that callers in clusters 'eu-west', 'us-east' and 'us-west' could reach",
    build: (app) => {
      const { mesh, front, usEast, usWest, euWest } = shop(app);
      const runsIn = [{ cluster: usEast, versions: ['v1'] }] as const;
      const cart = new Service(mesh, 'cart', {
        namespace: 'shop',
        ports: { http: 80 },
        versions: ['v1', 'v2'],
        stable: 'v1',
        runsIn,
        callers: [front],
      });
      // fault: new version runs in no cluster
      new Canary(cart, 'cart', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
    },
  },
  'other network has no east-west gateway': {
    message:
      "Version 'v2' of service 'shop/cart' runs only in cluster 'far', which callers in cluster 'near' cannot reach",
    build: (app) => {
      const { cart, near } = apart(app, true, false);
      // fault: other network has no east-west gateway
      new Canary(cart, 'cart', { from: 'v1', to: 'v2', waves: [{ clusters: [near], ...wave }] });
    },
  },
  'service without a sidecar in another network': {
    message:
      "Version 'v2' of service 'shop/cart' runs only in cluster 'far', which callers in cluster 'near' cannot reach",
    build: (app) => {
      const { cart, near } = apart(app, false, { istio: 'eastwestgateway' });
      // fault: service without a sidecar in another network
      new Canary(cart, 'cart', { from: 'v1', to: 'v2', waves: [{ clusters: [near], ...wave }] });
    },
  },
  'pinned to a cluster that lacks it': {
    message: "callers in cluster 'near' itself, where pinToCluster keeps the canary, cannot reach",
    build: (app) => {
      const { cart, near } = apart(app, true, { istio: 'eastwestgateway' });
      // fault: pinned to a cluster that lacks it
      new Canary(cart, 'cart', { from: 'v1', to: 'v2', pinToCluster: true, waves: [{ clusters: [near], ...wave }] });
    },
  },
};

export const passing: PassingCases = {
  'reached through an east-west gateway': (app) => {
    const { cart, near } = apart(app, true, { istio: 'eastwestgateway' });
    new Canary(cart, 'cart', { from: 'v1', to: 'v2', waves: [{ clusters: [near], ...wave }] });
  },
  "runs in the callers' network": (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'r', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
  },
};

/** v1 runs near its caller, v2 only in another network. */
function apart(app: Parameters<typeof shop>[0], sidecar: boolean, eastWestGateway: false | { istio: string }) {
  const mesh = new Mesh(app, 'shop');
  const near = new Cluster(mesh, 'near', { region: 'a', network: new Network(mesh, 'one'), istio: '1.31' });
  const far = new Cluster(mesh, 'far', {
    region: 'b',
    network: new Network(mesh, 'two', { eastWestGateway }),
    istio: '1.31',
  });
  const front = new Service(mesh, 'front', { namespace: 'shop', ports: { http: 80 }, runsIn: [near] });
  const cart = new Service(mesh, 'cart', {
    namespace: 'shop',
    ports: { http: 80 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    sidecar,
    runsIn: [
      { cluster: near, versions: ['v1'] },
      { cluster: far, versions: ['v2'] },
    ],
    callers: [front],
  });
  return { cart, near };
}
