import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const own = istio(
  'DestinationRule',
  'cart',
  `
host: cart.shop.svc.cluster.local
subsets: [{ name: v1, labels: { version: v1 } }]`,
);
const clients = (spec: string, namespace = 'front') =>
  istio('DestinationRule', 'cart-limits', `host: cart.shop.svc.cluster.local${spec}`, namespace);
const limits = '\ntrafficPolicy: { connectionPool: { tcp: { maxConnections: 10 } } }';

export const failing: FailingWorlds = {
  "a client's limits": {
    message: 'for them cart.shop.svc.cluster.local has lost its subsets v1',
    clusters: { east: own + clients(` # fault${limits}`) },
  },
};

export const passing: PassingWorlds = {
  'subsets repeated': {
    clusters: { east: own + clients(`${limits}\nsubsets: [{ name: v1, labels: { version: v1 } }]`) },
  },
  'nothing hidden': { clusters: { east: clients(limits) } },
  'in the root namespace': { clusters: { east: own + clients(limits, 'istio-system') } },
};
