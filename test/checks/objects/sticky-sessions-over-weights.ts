import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const rule = (balancer: string) =>
  istio(
    'DestinationRule',
    'cart',
    `
host: cart.shop.svc.cluster.local
trafficPolicy: { loadBalancer: ${balancer} }
subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]`,
  );
const routes = (first: number, mark = '') =>
  istio(
    'VirtualService',
    'cart',
    `
hosts: [cart]
http:
  - route:${mark}
      - { destination: { host: cart, subset: v1 }, weight: ${first} }
      - { destination: { host: cart, subset: v2 }, weight: ${100 - first} }`,
  );
const hash = '{ consistentHash: { httpHeaderName: x-user } }';

export const failing: FailingWorlds = {
  'a hash below weights': {
    message: 'shares requests out by weight, and DestinationRule shop/cart keeps sessions at one endpoint',
    clusters: { east: rule(hash) + routes(90, ' # fault') },
  },
};

export const passing: PassingWorlds = {
  'all the weight on one': { clusters: { east: rule(hash) + routes(100) } },
  'no hash': { clusters: { east: rule('{ simple: LEAST_REQUEST }') + routes(90) } },
};
