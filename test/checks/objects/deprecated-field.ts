import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const route = (delay: string) =>
  istio(
    'VirtualService',
    'cart',
    `\nhosts: [cart]\nhttp:\n  - fault:\n      delay:\n        fixedDelay: 5s\n        ${delay}\n    route: [{ destination: { host: cart } }]`,
  );
const sidecar = (policy: string) =>
  istio('Sidecar', 'default', `\negress: [{ hosts: ["./*"] }]\noutboundTrafficPolicy:\n  ${policy}`);

export const failing: FailingWorlds = {
  'percent of a delay': {
    message: "sets 'percent' of a delay, which is deprecated",
    clusters: { east: route('percent: 10 # fault') },
  },
  'an egress proxy': {
    message: "sets 'egressProxy', which Istio ignores",
    clusters: { east: sidecar('egressProxy: # fault\n    host: egress.edge.svc.cluster.local') },
  },
};

export const passing: PassingWorlds = {
  'percentage of a delay': { clusters: { east: route('percentage: { value: 10 }') } },
  'a mode alone': { clusters: { east: sidecar('mode: REGISTRY_ONLY') } },
};
