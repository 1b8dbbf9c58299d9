import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const rule = (name: string, subset: string, rest = '', host = 'cart') =>
  istio(
    'DestinationRule',
    name,
    `
host: ${host}
subsets: [{ name: ${subset}, labels: { version: ${subset} } }]
${rest}`,
  );

export const failing: FailingWorlds = {
  'one subset twice': {
    message: 'are both about cart.shop.svc.cluster.local and set the same things',
    clusters: { east: rule('cart', 'v1') + rule('cart-2', 'v1', '', 'cart # fault') },
  },
  'different audiences': {
    message: 'are both about cart.shop.svc.cluster.local with different exportTo',
    clusters: { east: rule('cart', 'v1') + rule('cart-2', 'v2', 'exportTo: ["."]', 'cart # fault') },
  },
};

export const passing: PassingWorlds = {
  'fragments that are joined': { clusters: { east: rule('cart', 'v1') + rule('cart-2', 'v2') } },
  'one in each cluster': { clusters: { east: rule('cart', 'v1'), west: rule('cart', 'v1') } },
};
