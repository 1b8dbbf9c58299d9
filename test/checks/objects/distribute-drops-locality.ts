import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service, TWO_REGIONS } from '../yaml.ts';

const rule = (to: string) =>
  istio(
    'DestinationRule',
    'cart',
    `
host: cart.shop.svc.cluster.local
trafficPolicy:
  outlierDetection: { consecutive5xxErrors: 5 }
  loadBalancer:
    localityLbSetting:
      distribute:
        - from: us-east-1/*
          to: ${to}`,
  );
const pods = service('cart') + deployment('cart');

export const failing: FailingWorlds = {
  'a region with pods': {
    message: 'cart.shop.svc.cluster.local also has pods in eu-west-1',
    clusters: {
      east: pods + rule('{ "us-east-1/*": 100 }').replace('from: us-east-1/*', 'from: us-east-1/* # fault'),
      west: pods,
    },
    inventory: TWO_REGIONS,
  },
};

export const passing: PassingWorlds = {
  'every region named': {
    clusters: { east: pods + rule('{ "us-east-1/*": 80, "eu-west-1/*": 20 }'), west: pods },
    inventory: TWO_REGIONS,
  },
  'no pods there': { clusters: { east: pods + rule('{ "us-east-1/*": 100 }'), west: '' }, inventory: TWO_REGIONS },
};
