import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const cart = service('cart') + deployment('cart');
const other = istio('DestinationRule', 'front', 'host: front');
const rule = (policy: string) => istio('DestinationRule', 'cart', `host: cart.shop.svc.cluster.local\n${policy}`);

export const failing: FailingWorlds = {
  'limits in one cluster': {
    message: 'sets how cart.shop.svc.cluster.local is called, and west has no DestinationRule for it',
    clusters: {
      east: cart + rule('trafficPolicy: { connectionPool: { tcp: { maxConnections: 10 } } } # fault'),
      west: cart + other,
    },
  },
};

export const passing: PassingWorlds = {
  'in both': {
    clusters: { east: cart + rule('trafficPolicy: { loadBalancer: { simple: RANDOM } }'), west: cart + rule('') },
  },
  'no settings': { clusters: { east: cart + rule(''), west: cart + other } },
};
