import { document } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const pods = (annotation: string) =>
  document('apps/v1', 'Deployment', '{ name: cart, namespace: shop }', [
    'spec:',
    '  template:',
    '    metadata:',
    '      annotations:',
    `        ${annotation}`,
  ]);

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: "has the annotation 'sidecar.istio.io/proxyCpu', which Istio does not know",
    clusters: { east: pods('sidecar.istio.io/proxyCpu: 100m # fault') },
  },
  'on a Namespace': {
    message: "has the annotation 'istio.io/network'",
    clusters: {
      east: document('v1', 'Namespace', '\n  name: shop\n  annotations:\n    istio.io/network: main # fault'),
    },
  },
};

export const passing: PassingWorlds = {
  known: { clusters: { east: pods('sidecar.istio.io/proxyCPU: 100m') } },
  "somebody else's": { clusters: { east: pods('prometheus.io/scrape: "true"') } },
  'set by istiod': { clusters: { east: pods('sidecar.istio.io/status: "{}"') } },
};
