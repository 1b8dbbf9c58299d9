import { Canary } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const wave = { weights: [50, 100], bake: '10m' } as const;

export const failing: FailingCases = {
  'two clusters in no wave': {
    message: "No wave of canary 'c' reaches callers of service 'shop/reviews' in clusters 'eu-west' and 'us-west'",
    build: (app) => {
      const { reviews, usEast } = shop(app);
      // fault: two clusters in no wave
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast], ...wave }] });
    },
  },
};

export const passing: PassingCases = {
  'two canaries share the clusters': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'one', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest], ...wave }] });
    new Canary(reviews, 'two', { from: 'v1', to: 'v2', waves: [{ clusters: [euWest], ...wave }] });
  },
};
