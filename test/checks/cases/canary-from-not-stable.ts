import { Canary, move } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop, shopWithCart } from '../shop.ts';

const wave = { weights: [50, 100], bake: '10m' } as const;

export const failing: FailingCases = {
  'from the other version': {
    message: "Canary 'c' moves service 'shop/reviews' from 'v2', but its stable version is 'v1'",
    build: (app) => {
      const { reviews, usEast, usWest, euWest } = shop(app);
      // fault: from the other version
      new Canary(reviews, 'c', { from: 'v2', to: 'v1', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
    },
  },
  'a service that moves with it': {
    message: "Canary 'c' moves service 'shop/cart' from 'v2', but its stable version is 'v1'",
    build: (app) => {
      const { reviews, cart, everywhere } = shopWithCart(app);
      const moves = [move(cart, { from: 'v2', to: 'v1' })];
      // fault: a service that moves with it
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: moves, waves: [{ clusters: everywhere, ...wave }] });
    },
  },
};

export const passing: PassingCases = {
  'from stable': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
  },
};
