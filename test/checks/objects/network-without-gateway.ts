import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, service, TWO_NETWORKS } from '../yaml.ts';

const inventory = `
mesh: shop
clusters:
  - { name: east, network: us }
  - { name: west, network: eu }
networks:
  - name: us
    gateways: [{ cluster: east, namespace: istio-system, labels: { istio: eastwestgateway } }]
  - name: eu # fault
`;
const cart = service('cart') + deployment('cart');

export const failing: FailingWorlds = {
  'pods that the other network calls': {
    message:
      "Network 'eu' has no east-west gateway, and proxies of other networks call cart.shop.svc.cluster.local there",
    clusters: { east: cart, west: cart },
    inventory,
  },
};

export const passing: PassingWorlds = {
  'gateways on both sides': { clusters: { east: cart, west: cart }, inventory: TWO_NETWORKS },
  'one network': { clusters: { east: cart, west: cart } },
  'nothing to call there': { clusters: { east: cart, west: '' }, inventory },
};
