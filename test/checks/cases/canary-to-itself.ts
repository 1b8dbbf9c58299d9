import { Canary, move } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop, shopWithCart } from '../shop.ts';

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
  'a service that moves with it': {
    message: "Canary 'c' of service 'shop/cart' leads from version 'v1' to itself",
    build: (app) => {
      const { reviews, cart, everywhere } = shopWithCart(app);
      const moves = [move(cart, { from: 'v1', to: 'v1' as never })];
      const waves = [{ clusters: everywhere, weights: [100], bake: '10m' }] as const;
      // fault: a service that moves with it
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: moves, waves });
    },
  },
};

export const passing: PassingCases = {
  'two versions': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
  },
};
