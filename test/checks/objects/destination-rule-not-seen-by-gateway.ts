import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, OPEN_GATEWAY, service, TWO_NETWORKS } from '../yaml.ts';

const cart = service('cart') + deployment('cart') + OPEN_GATEWAY;
const rule = (exportTo: string) =>
  istio(
    'DestinationRule',
    'cart',
    `
host: cart.shop.svc.cluster.local
subsets: [{ name: v1, labels: { version: v1 } }]
exportTo: ${exportTo}`,
  );
const route = istio(
  'VirtualService',
  'cart',
  `
hosts: [cart.shop.svc.cluster.local]
http:
  - route: [{ destination: { host: cart.shop.svc.cluster.local, subset: v1 } }]`,
);

export const failing: FailingWorlds = {
  'kept in its namespace': {
    message: "has subset 'v1' of cart.shop.svc.cluster.local and is not seen from 'istio-system'",
    clusters: { east: cart + rule('["*"]') + route, west: cart + rule('["."] # fault') },
    inventory: TWO_NETWORKS,
  },
};

export const passing: PassingWorlds = {
  "exported to the gateway's namespace": {
    clusters: { east: cart + rule('["*"]') + route, west: cart + rule('[".", istio-system]') },
    inventory: TWO_NETWORKS,
  },
};
