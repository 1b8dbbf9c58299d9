import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { service } from '../yaml.ts';

const inventory = `
mesh: shop
clusters:
  - { name: east }
  - { name: west, configCluster: east }
`;
const rule = (mark = '') =>
  `apiVersion: networking.istio.io/v1${mark}\nkind: DestinationRule\nmetadata: { name: cart, namespace: shop }\nspec: { host: cart }\n`;

export const failing: FailingWorlds = {
  'a DestinationRule beside a remote control plane': {
    message: "DestinationRule shop/cart is in a cluster whose control plane reads its objects from 'east'",
    clusters: { east: '', west: rule(' # fault') },
    inventory,
  },
};

export const passing: PassingWorlds = {
  'in the primary': { clusters: { east: rule(), west: '' }, inventory },
  'a Service in the remote cluster': { clusters: { east: '', west: service('cart') }, inventory },
};
