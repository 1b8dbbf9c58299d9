import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const peer = (namespace: string, mark = '') =>
  istio(
    'PeerAuthentication',
    'cart',
    `
selector:${mark}
  matchLabels: { app: cart }
mtls: { mode: STRICT }`,
    namespace,
  );

export const failing: FailingWorlds = {
  'a selector in the root namespace': {
    message: "selects workloads from Istio's root namespace",
    clusters: { east: peer('istio-system', ' # fault') },
  },
};

export const passing: PassingWorlds = {
  "in the workload's namespace": { clusters: { east: peer('shop') } },
  'the whole mesh': {
    clusters: { east: istio('PeerAuthentication', 'mesh', 'mtls: { mode: STRICT }', 'istio-system') },
  },
};
