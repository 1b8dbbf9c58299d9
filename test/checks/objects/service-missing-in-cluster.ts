import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const route = (mark = '') =>
  istio(
    'VirtualService',
    'cart',
    `
hosts:
  - cart.shop.svc.cluster.local${mark}
http: [{ route: [{ destination: { host: cart.shop.svc.cluster.local } }] }]`,
  );

export const failing: FailingWorlds = {
  'routes without a Service': {
    message: 'routes calls to cart.shop.svc.cluster.local, whose Service is in west only',
    clusters: { east: route(' # fault'), west: service('cart') + deployment('cart') },
  },
};

export const passing: PassingWorlds = {
  'a Service without pods': {
    clusters: { east: service('cart') + route(), west: service('cart') + deployment('cart') },
  },
  'a host that nobody knows': { clusters: { east: route(), west: '' } },
};
