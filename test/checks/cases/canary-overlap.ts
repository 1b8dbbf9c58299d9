import { Canary } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const wave = { weights: [50, 100], bake: '10m' } as const;

export const failing: FailingCases = {
  'one cluster in two waves': {
    message: "Canary 'c' has cluster 'us-east' in more than one wave",
    build: (app) => {
      const { reviews, usEast, usWest, euWest } = shop(app);
      const waves = [
        { clusters: [usEast], ...wave },
        { clusters: [usWest, euWest, usEast], ...wave },
      ] as const;
      // fault: one cluster in two waves
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves });
    },
  },
  'two canaries in one cluster': {
    message: "Canaries 'two' and 'one' both move service 'shop/reviews' in cluster 'us-west'",
    build: (app) => {
      const { reviews, usEast, usWest, euWest } = shop(app);
      new Canary(reviews, 'one', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest], ...wave }] });
      // fault: two canaries in one cluster
      new Canary(reviews, 'two', { from: 'v1', to: 'v2', waves: [{ clusters: [usWest, euWest], ...wave }] });
    },
  },
};

export const passing: PassingCases = {
  'clusters of their own': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'one', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest], ...wave }] });
    new Canary(reviews, 'two', { from: 'v1', to: 'v2', waves: [{ clusters: [euWest], ...wave }] });
  },
};
