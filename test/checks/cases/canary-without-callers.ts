import { Canary, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const wave = { weights: [50, 100], bake: '10m' } as const;

export const failing: FailingCases = {
  'cluster that only serves': {
    message: "Canary 'c' has cluster 'us-west' in its waves, from which nothing calls service 'shop/cart'",
    build: (app) => {
      const { mesh, web, usEast, usWest, euWest } = shop(app);
      const cart = new Service(mesh, 'cart', {
        namespace: 'shop',
        ports: { http: 80 },
        versions: ['v1', 'v2'],
        stable: 'v1',
        runsIn: [usEast, usWest],
        callers: [web],
      });
      // fault: cluster that only serves
      new Canary(cart, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
    },
  },
};

export const passing: PassingCases = {
  'clusters of callers': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
  },
};
