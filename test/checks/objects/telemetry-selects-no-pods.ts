import { deployment, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const telemetry = (selector: string, namespace = 'shop') =>
  istio('Telemetry', 'traces', `\nselector:\n  ${selector}\ntracing: [{ randomSamplingPercentage: 5 }]`, namespace);

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: 'selects pods with app=crat, and namespace shop has none',
    clusters: { east: deployment('cart') + telemetry('matchLabels: # fault\n    app: crat') },
  },
  'from the root namespace': {
    message: 'and namespace istio-system has none',
    clusters: { east: deployment('cart') + telemetry('matchLabels: # fault\n    app: cart', 'istio-system') },
  },
};

export const passing: PassingWorlds = {
  'pods that are there': { clusters: { east: deployment('cart') + telemetry('matchLabels: { app: cart }') } },
  'an empty selector': { clusters: { east: deployment('cart') + telemetry('matchLabels: {}') } },
};
