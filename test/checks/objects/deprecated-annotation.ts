import { document } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const pods = (labels: string, annotation: string) =>
  document('apps/v1', 'Deployment', '{ name: cart, namespace: shop }', [
    'spec:',
    '  template:',
    '    metadata:',
    `      labels: ${labels}`,
    '      annotations:',
    `        ${annotation}`,
  ]);

export const failing: FailingWorlds = {
  injection: {
    message: "has the annotation 'sidecar.istio.io/inject', which is deprecated",
    clusters: { east: pods('{ app: cart }', 'sidecar.istio.io/inject: "false" # fault') },
  },
  statistics: {
    message: "has the annotation 'sidecar.istio.io/statsInclusionPrefixes'",
    clusters: { east: pods('{ app: cart }', 'sidecar.istio.io/statsInclusionPrefixes: cluster # fault') },
  },
};

export const passing: PassingWorlds = {
  'beside the label': {
    clusters: { east: pods('{ sidecar.istio.io/inject: "false" }', 'sidecar.istio.io/inject: "false"') },
  },
  current: { clusters: { east: pods('{}', 'sidecar.istio.io/logLevel: debug') } },
};
