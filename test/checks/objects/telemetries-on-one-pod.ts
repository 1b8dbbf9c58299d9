import { deployment, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const telemetry = (name: string, labels: string) =>
  istio('Telemetry', name, `\nselector:\n  matchLabels:${labels}\ntracing: [{ randomSamplingPercentage: 5 }]`);
const pods = deployment('cart') + deployment('web', 'v2');

export const failing: FailingWorlds = {
  'by different labels': {
    message: 'Telemetry shop/b and Telemetry shop/a select the same pods',
    clusters: { east: pods + telemetry('a', ' { app: cart }') + telemetry('b', ' # fault\n      version: v1') },
  },
};

export const passing: PassingWorlds = {
  'selectors that exclude each other': {
    clusters: { east: pods + telemetry('a', ' { app: cart }') + telemetry('b', ' { app: web }') },
  },
  'for all and for some': { clusters: { east: pods + telemetry('a', ' {}') + telemetry('b', ' { app: web }') } },
};
