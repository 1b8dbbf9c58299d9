import { deployment, istio, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const host = 'cart.shop.svc.cluster.local';
const cart =
  service('cart') +
  deployment('cart') +
  deployment('cart', 'v2') +
  istio('DestinationRule', 'cart', `\nhost: ${host}\nsubsets: [{ name: v1, labels: { version: v1 } }]`);
const mesh = istio(
  'VirtualService',
  'cart',
  `\nhosts: [cart]\nhttp: [{ route: [{ destination: { host: ${host}, subset: v1 } }] }]`,
);
const ingress = (destination: string, more = '\ngateways: [edge/web]') =>
  istio(
    'VirtualService',
    'web',
    `\nhosts: [shop.example]${more}\nhttp:\n  - route:\n      - destination:${destination}`,
  );
const short = '\n          host: cart';

export const failing: FailingWorlds = {
  'without a subset': {
    message: "sends what comes in at a gateway to 'cart' without a subset, while VirtualService shop/cart chooses",
    clusters: { east: cart + mesh + ingress(`${short} # fault`) },
  },
};

export const passing: PassingWorlds = {
  'with a subset': { clusters: { east: cart + mesh + ingress(`${short}\n          subset: v1`) } },
  'for sidecars': { clusters: { east: cart + mesh + ingress(short, '\ngateways: [mesh]') } },
  'no route in the mesh': { clusters: { east: cart + ingress(short) } },
  'all pods are in the subset': {
    clusters: { east: cart.replace(/version: v2/g, 'version: v1') + mesh + ingress(short) },
  },
};
