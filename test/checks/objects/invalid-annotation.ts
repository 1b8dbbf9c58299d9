import { document } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const pods = (...annotations: string[]) =>
  document('apps/v1', 'Deployment', '{ name: cart, namespace: shop }', [
    'spec:',
    '  template:',
    '    metadata:',
    '      annotations:',
    ...annotations.map((annotation) => `        ${annotation}`),
  ]);
const wrong: Readonly<Record<string, string>> = {
  'sidecar.istio.io/interceptionMode': 'IPTABLES',
  'traffic.sidecar.istio.io/excludeOutboundPorts': '3306,mysql',
  'traffic.sidecar.istio.io/includeOutboundIPRanges': '10.0.0.0',
  'status.sidecar.istio.io/port': '70000',
  'readiness.status.sidecar.istio.io/periodSeconds': '5s',
  'sidecar.istio.io/proxyMemory': '128 MB',
  'prometheus.istio.io/merge-metrics': 'yes',
  'proxy.istio.io/config': 'concurrency 2',
};

export const failing: FailingWorlds = Object.fromEntries(
  Object.entries(wrong).map(([name, value]) => [
    name,
    {
      message: `has the annotation '${name}' with the value '${value}'`,
      clusters: { east: pods(`${name}: "${value}" # fault`) },
    },
  ]),
);

export const passing: PassingWorlds = {
  'values that the injector takes': {
    clusters: {
      east: pods(
        'sidecar.istio.io/interceptionMode: TPROXY',
        'traffic.sidecar.istio.io/excludeOutboundPorts: "3306, 6379"',
        'traffic.sidecar.istio.io/includeOutboundIPRanges: "*"',
        'traffic.sidecar.istio.io/excludeOutboundIPRanges: "10.0.0.0/8,fd00::/8"',
        'status.sidecar.istio.io/port: "0"',
        'sidecar.istio.io/proxyMemory: 128Mi',
        'sidecar.istio.io/proxyCPU: "0.5"',
        'proxy.istio.io/config: |\n          concurrency: 2',
      ),
    },
  },
  'without a rule': { clusters: { east: pods('sidecar.istio.io/logLevel: loud') } },
};
