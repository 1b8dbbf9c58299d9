import { deployment, document, namespace } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const marked = document('v1', 'Namespace', '# fault\n  name: shop');

export const failing: FailingWorlds = {
  'no label': {
    message: 'Namespace shop does not say whether its pods belong to the mesh',
    clusters: { east: namespace('front') + marked + deployment('cart') },
  },
};

export const passing: PassingWorlds = {
  'with a label': { clusters: { east: namespace('shop') + namespace('b', '{ istio.io/rev: canary }') } },
  'in ambient mode': { clusters: { east: namespace('shop', '{ istio.io/dataplane-mode: ambient }') } },
  'left out on purpose': { clusters: { east: namespace('shop', '{ istio-injection: disabled }') } },
  'pods that ask for a sidecar themselves': {
    clusters: {
      east:
        namespace('front') +
        namespace('shop', '{}') +
        deployment('cart').replace('app: cart,', 'app: cart, sidecar.istio.io/inject: "true",'),
    },
  },
  'of Kubernetes and of Istio': {
    clusters: {
      east: namespace('kube-system', '{}') + namespace('local-path-storage', '{}') + namespace('istio-system', '{}'),
    },
  },
};
