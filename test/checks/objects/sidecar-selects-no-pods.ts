import { deployment, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const sidecar = (selector: string, namespace = 'shop') =>
  istio('Sidecar', 'cart', `\nworkloadSelector:\n  ${selector}\negress: [{ hosts: ["./*"] }]`, namespace);

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: 'selects pods with app=crat, and namespace shop has none',
    clusters: { east: deployment('cart') + sidecar('labels: # fault\n    app: crat') },
  },
  'pods of another namespace': {
    message: 'and namespace front has none',
    clusters: { east: deployment('cart') + sidecar('labels: # fault\n    app: cart', 'front') },
  },
};

export const passing: PassingWorlds = {
  'pods that are there': { clusters: { east: deployment('cart') + sidecar('labels: { app: cart }') } },
  'by the cluster they run in': {
    clusters: { east: deployment('cart') + sidecar('labels: { topology.istio.io/cluster: east }') },
  },
  'nothing known about pods': { clusters: { east: sidecar('labels: { app: crat }') } },
};
