import { deployment, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const sidecar = (name: string, labels: string, namespace = 'shop') =>
  istio('Sidecar', name, `\nworkloadSelector:\n  labels:${labels}\negress: [{ hosts: ["./*"] }]`, namespace);
const pods = deployment('cart') + deployment('web', 'v2');

export const failing: FailingWorlds = {
  'by different labels': {
    message: 'Sidecar shop/b and Sidecar shop/a select the same pods',
    clusters: { east: pods + sidecar('a', ' { app: cart }') + sidecar('b', ' # fault\n      version: v1') },
  },
};

export const passing: PassingWorlds = {
  'selectors that exclude each other': {
    clusters: { east: pods + sidecar('a', ' { app: cart }') + sidecar('b', ' { app: web }') },
  },
  'selectors that no pod meets together': {
    clusters: { east: pods + sidecar('a', ' { app: cart }') + sidecar('b', ' { version: v2 }') },
  },
  'different namespaces': {
    clusters: {
      east:
        pods +
        deployment('cart', 'v1', 'front') +
        sidecar('a', ' { app: cart }') +
        sidecar('b', ' { app: cart }', 'front'),
    },
  },
};
