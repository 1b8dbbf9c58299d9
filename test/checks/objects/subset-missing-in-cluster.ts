import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, OPEN_GATEWAY, service, TWO_NETWORKS } from '../yaml.ts';

const cart = service('cart') + deployment('cart', 'v1') + deployment('cart', 'v2') + OPEN_GATEWAY;
const rule = (subsets: string, mark = '') =>
  istio('DestinationRule', 'cart', `\nhost: cart.shop.svc.cluster.local\nsubsets:${mark}\n${subsets}`);
const v1 = '  - { name: v1, labels: { version: v1 } }';
const v2 = '  - { name: v2, labels: { version: v2 } }';
const route = (mark = '') =>
  istio(
    'VirtualService',
    'cart',
    `
hosts: [cart.shop.svc.cluster.local]
http:
  - route:
      - destination: { host: cart.shop.svc.cluster.local, subset: v2 }${mark}`,
  );

export const failing: FailingWorlds = {
  'a subset that the other cluster has not got': {
    message: "Subset 'v2' of cart.shop.svc.cluster.local is not in cluster 'west'",
    clusters: { east: cart + rule(`${v1}\n${v2}`) + route(), west: cart + rule(v1, ' # fault') },
    inventory: TWO_NETWORKS,
  },
  'no DestinationRule there': {
    message: "Subset 'v2' of cart.shop.svc.cluster.local is not in cluster 'west'",
    clusters: { east: cart + rule(v2) + route(' # fault'), west: cart },
    inventory: TWO_NETWORKS,
  },
};

export const passing: PassingWorlds = {
  'subsets in both': {
    clusters: { east: cart + rule(`${v1}\n${v2}`) + route(), west: cart + rule(`${v1}\n${v2}`) },
    inventory: TWO_NETWORKS,
  },
  'no pods of the version there': {
    clusters: {
      east: cart + rule(`${v1}\n${v2}`) + route(),
      west: service('cart') + deployment('cart', 'v1') + OPEN_GATEWAY + rule(v1),
    },
    inventory: TWO_NETWORKS,
  },
  'one network': { clusters: { east: cart + rule(`${v1}\n${v2}`) + route(), west: cart + rule(v1) } },
};
