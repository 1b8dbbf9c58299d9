import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const sidecar = (name: string, more = '', namespace = 'shop') =>
  istio('Sidecar', name, `\negress: [{ hosts: ["./*"] }]${more}`, namespace);

export const failing: FailingWorlds = {
  'two for one namespace': {
    message: 'Sidecar shop/b is for all pods of namespace shop, and so is Sidecar shop/a',
    clusters: { east: sidecar('a') + sidecar('b').replace(/\n(kind: Sidecar)\n(.*)\n/, '\n$1\n$2 # fault\n') },
  },
};

export const passing: PassingWorlds = {
  'one with a selector': {
    clusters: { east: sidecar('a') + sidecar('b', '\nworkloadSelector: { labels: { app: cart } }') },
  },
  'different namespaces': { clusters: { east: sidecar('a') + sidecar('b', '', 'front') } },
  'different clusters': { clusters: { east: sidecar('a'), west: sidecar('b') } },
};
