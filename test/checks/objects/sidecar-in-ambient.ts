import { deployment, document, istio, namespace } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const ambient = namespace('shop', '{ istio.io/dataplane-mode: ambient }');
const sidecar = (more = '') => istio('Sidecar', 'cart', `\negress: [{ hosts: ["./*"] }]${more}`);
const selecting = '\nworkloadSelector:\n  labels: # fault\n    app: cart';

export const failing: FailingWorlds = {
  'for a namespace': {
    message: 'Sidecar shop/cart is for the pods of namespace shop in ambient mode',
    clusters: {
      east:
        ambient +
        deployment('cart') +
        document('networking.istio.io/v1', 'Sidecar', '\n  namespace: shop\n  name: cart # fault', [
          'spec: { egress: [{ hosts: ["./*"] }] }',
        ]),
    },
  },
  'for pods': {
    message: 'Sidecar shop/cart is for pods in ambient mode',
    clusters: { east: ambient + deployment('cart') + sidecar(selecting) },
  },
};

export const passing: PassingWorlds = {
  'with sidecars': { clusters: { east: namespace('shop') + deployment('cart') + sidecar() } },
  'some pods with a sidecar': {
    clusters: {
      east:
        ambient +
        deployment('cart').replace('app: cart,', 'app: cart, sidecar.istio.io/inject: "true",') +
        deployment('web') +
        sidecar(),
    },
  },
};
