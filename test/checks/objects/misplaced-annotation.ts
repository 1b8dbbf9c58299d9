import { document } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const inMetadata = (kind: string, annotation: string) =>
  document(
    kind === 'Deployment' ? 'apps/v1' : 'v1',
    kind,
    `\n  name: cart\n  namespace: shop\n  annotations:\n    ${annotation}`,
    ['spec: { template: { metadata: { labels: { app: cart } } } }'],
  );

export const failing: FailingWorlds = {
  'of pods, on the Deployment': {
    message: "Deployment shop/cart has the annotation 'proxy.istio.io/config' on a Deployment, where nothing reads it",
    clusters: { east: inMetadata('Deployment', 'proxy.istio.io/config: "{}" # fault') },
  },
  'of pods, on the Service': {
    message: "has the annotation 'traffic.sidecar.istio.io/excludeOutboundPorts' on a Service",
    clusters: { east: inMetadata('Service', 'traffic.sidecar.istio.io/excludeOutboundPorts: "3306" # fault') },
  },
  'of Services, on pods': {
    message: "has the annotation 'networking.istio.io/exportTo' on its pods",
    clusters: {
      east: document('apps/v1', 'Deployment', '{ name: cart, namespace: shop }', [
        'spec:',
        '  template:',
        '    metadata:',
        '      annotations:',
        '        networking.istio.io/exportTo: . # fault',
      ]),
    },
  },
};

export const passing: PassingWorlds = {
  'on the Service': { clusters: { east: inMetadata('Service', 'networking.istio.io/exportTo: .') } },
  'for any kind': { clusters: { east: inMetadata('Deployment', 'galley.istio.io/analyze-suppress: IST0107') } },
};
