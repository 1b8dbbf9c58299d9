import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const rule = (outliers: string) =>
  istio(
    'DestinationRule',
    'cart',
    `
host: cart
trafficPolicy:
  loadBalancer: { localityLbSetting: { failover: [{ from: us-east-1, to: eu-west-1 }] } }
  outlierDetection: ${outliers}`,
  );

export const failing: FailingWorlds = {
  "Envoy's default": {
    message: "lets only 10 % of the endpoints be ejected (Envoy's default)",
    clusters: { east: rule('{ consecutive5xxErrors: 5 } # fault') },
  },
};

export const passing: PassingWorlds = {
  'all of them': { clusters: { east: rule('{ maxEjectionPercent: 100 }') } },
};
