import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio, service } from '../yaml.ts';

const route = (mark = '') =>
  istio(
    'VirtualService',
    'cart',
    `
hosts:
  - cart${mark}
http: [{ route: [{ destination: { host: cart } }] }]`,
  );

export const failing: FailingWorlds = {
  'a TCP port': {
    message: 'has http routes for cart.shop.svc.cluster.local, none of whose ports is HTTP (tcp is TCP)',
    clusters: { east: service('cart', 80, 8080, 'tcp') + route(' # fault') },
  },
};

export const passing: PassingWorlds = {
  'an HTTP port': { clusters: { east: service('cart') + route() } },
  'a port that Istio looks into': { clusters: { east: service('cart', 80, 8080, 'main') + route() } },
};
