import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const cart = service('cart') + deployment('cart');
const sidecar = (host: string, mark = '') =>
  istio('Sidecar', 'default', `\negress:${mark}\n  - hosts: ["${host}"]`, 'front');
const callers = {
  'cart.shop.svc.cluster.local': [
    { namespace: 'front', serviceAccount: 'front', clusters: ['east'], kind: 'workload' as const },
  ],
};

export const failing: FailingWorlds = {
  'own namespace only': {
    message: "does not import cart.shop.svc.cluster.local, which callers in 'front' are declared to call",
    clusters: { east: cart + sidecar('./*', ' # fault') },
    callers,
  },
};

export const passing: PassingWorlds = {
  'imported by name': { clusters: { east: cart + sidecar('shop/cart.shop.svc.cluster.local') }, callers },
  'imported whole': { clusters: { east: cart + sidecar('shop/*') }, callers },
  'nobody calls it': { clusters: { east: cart + sidecar('./*') } },
};
