import { Canary } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const wave = { weights: [50, 100], bake: '10m' } as const;

export const failing: FailingCases = {
  'one version twice': {
    message: "Canary 'c' of service 'shop/reviews' leads from version 'v1' to itself",
    build: (app) => {
      const { reviews, usEast, usWest, euWest } = shop(app);
      // fault: one version twice
      new Canary(reviews, 'c', {
        from: 'v1',
        to: 'v1' as never,
        waves: [{ clusters: [usEast, usWest, euWest], ...wave }],
      });
    },
  },
};

export const passing: PassingCases = {
  'two versions': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
  },
};
