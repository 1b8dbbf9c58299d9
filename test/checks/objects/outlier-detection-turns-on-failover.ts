import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service, TWO_REGIONS } from '../yaml.ts';

const rule = (policy: string) =>
  istio(
    'DestinationRule',
    'cart',
    `
host: cart.shop.svc.cluster.local
trafficPolicy:
  ${policy}`,
  );
const pods = service('cart') + deployment('cart');

export const failing: FailingWorlds = {
  'pods in two regions': {
    message:
      'sets outlierDetection and no localityLbSetting, and cart.shop.svc.cluster.local has pods in eu-west-1 and us-east-1',
    clusters: { east: pods + rule('outlierDetection: { consecutive5xxErrors: 5 } # fault'), west: pods },
    inventory: TWO_REGIONS,
  },
};

export const passing: PassingWorlds = {
  'localities switched off': {
    clusters: {
      east:
        pods +
        rule(
          'outlierDetection: { consecutive5xxErrors: 5 }\n  loadBalancer: { localityLbSetting: { enabled: false } }',
        ),
      west: pods,
    },
    inventory: TWO_REGIONS,
  },
  'pods in one region': {
    clusters: { east: pods + rule('outlierDetection: { consecutive5xxErrors: 5 }'), west: '' },
    inventory: TWO_REGIONS,
  },
};
