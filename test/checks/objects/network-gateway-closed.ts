import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, OPEN_GATEWAY, service, TWO_NETWORKS } from '../yaml.ts';

const cart = service('cart') + deployment('cart');
const narrow = istio(
  'Gateway',
  'cross-network-gateway',
  `
selector: { istio: eastwestgateway }
servers:
  - port: { number: 15443, name: tls, protocol: TLS }
    tls: { mode: AUTO_PASSTHROUGH }
    hosts: ["*.bank.svc.cluster.local"] # fault`,
  'istio-system',
);

export const failing: FailingWorlds = {
  'no Gateway object': {
    message: "No Gateway object opens port 15443 of the east-west gateway of cluster 'west'",
    clusters: { east: cart + OPEN_GATEWAY, west: cart },
    inventory: TWO_NETWORKS.replace('network: eu }', 'network: eu } # fault'),
  },
  'other hosts only': {
    message:
      'lets calls to *.bank.svc.cluster.local in from other networks; proxies there also know cart.shop.svc.cluster.local',
    clusters: { east: cart + OPEN_GATEWAY, west: cart + narrow },
    inventory: TWO_NETWORKS,
  },
};

export const passing: PassingWorlds = {
  'open for all': { clusters: { east: cart + OPEN_GATEWAY, west: cart + OPEN_GATEWAY }, inventory: TWO_NETWORKS },
};
