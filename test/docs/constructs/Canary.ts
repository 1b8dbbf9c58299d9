import { approval, Canary, successRate } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ usEast, euWest, stock }: Shop) {
  new Canary(stock, 'stock-v2', {
    from: 'v1',
    to: 'v2',
    cohort: { headers: { 'x-tester': { exact: 'yes' } } }, // testers first, before any weight
    waves: [
      { clusters: [euWest], weights: [5, 25, 100], bake: '30m' },
      { clusters: [usEast], weights: [25, 100], bake: '1h' },
    ],
    gates: [successRate({ min: 99.5 }), approval()],
  });
}
