import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const wide = istio(
  'DestinationRule',
  'all',
  `
host: "*.shop.svc.cluster.local"
trafficPolicy: { connectionPool: { tcp: { maxConnections: 10 } } }`,
);
const exact = (policy: string, mark = '') =>
  istio(
    'DestinationRule',
    'cart',
    `
host: cart.shop.svc.cluster.local${mark}
trafficPolicy: { ${policy} }`,
  );

export const failing: FailingWorlds = {
  'settings that are not taken over': {
    message: 'whose connectionPool it does not repeat',
    clusters: { east: wide + exact('loadBalancer: { simple: RANDOM }', ' # fault') },
  },
};

export const passing: PassingWorlds = {
  'settings repeated': { clusters: { east: wide + exact('connectionPool: { tcp: { maxConnections: 20 } }') } },
  'no wildcard': { clusters: { east: exact('loadBalancer: { simple: RANDOM }') } },
};
