import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const failover = 'loadBalancer: { localityLbSetting: { failover: [{ from: us-east-1, to: eu-west-1 }] } }';
const rule = (port: string) =>
  istio(
    'DestinationRule',
    'cart',
    `
host: cart
trafficPolicy:
  outlierDetection: { consecutive5xxErrors: 5, maxEjectionPercent: 100 }
  portLevelSettings:
    - port: { number: 80 }
      ${port}`,
  );

export const failing: FailingWorlds = {
  'a port with settings of its own': {
    message: 'asks for failover for port 80, where no outlierDetection is in force',
    clusters: {
      east: rule(`loadBalancer:
        localityLbSetting: # fault
          failover: [{ from: us-east-1, to: eu-west-1 }]`),
    },
  },
};

export const passing: PassingWorlds = {
  'both at the port': { clusters: { east: rule(`${failover}\n      outlierDetection: { consecutive5xxErrors: 5 }`) } },
  'a subset that falls back to the host': {
    clusters: {
      east: istio(
        'DestinationRule',
        'cart',
        `
host: cart
trafficPolicy: { outlierDetection: { consecutive5xxErrors: 5 } }
subsets:
  - name: v1
    labels: { version: v1 }
    trafficPolicy: { ${failover} }`,
      ),
    },
  },
};
