import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const rule = istio(
  'DestinationRule',
  'cart',
  `
host: cart.shop.svc.cluster.local
subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]`,
);
const route = (share: number, mark = '') =>
  istio(
    'VirtualService',
    'cart',
    `
hosts: [cart.shop.svc.cluster.local]
http:
  - route:
      - destination: { host: cart.shop.svc.cluster.local, subset: v1 }
        weight: ${100 - share}
      - destination: { host: cart.shop.svc.cluster.local, subset: v2 }${mark}
        weight: ${share}`,
  );
const v1 = service('cart') + deployment('cart', 'v1') + rule;
const both = v1 + deployment('cart', 'v2');

export const failing: FailingWorlds = {
  'a share for the other cluster': {
    message: "gives a share to subset 'v2' of cart.shop.svc.cluster.local, which has pods in west only",
    clusters: { east: v1 + route(10, ' # fault'), west: both },
  },
};

export const passing: PassingWorlds = {
  'pods in both': { clusters: { east: both + route(10), west: both } },
  'no share': { clusters: { east: v1 + route(0), west: both } },
};
