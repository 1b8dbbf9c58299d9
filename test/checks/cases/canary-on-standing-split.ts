import { Canary, move, Route } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop, shopWithCart } from '../shop.ts';

const wave = { weights: [50, 100], bake: '10m' } as const;

export const failing: FailingCases = {
  'split in place of the default route': {
    message: "Canary 'c' has no default route to shift: Route 'half' of service 'shop/reviews' replaces it",
    build: (app) => {
      const { reviews, usEast, usWest, euWest } = shop(app);
      new Route(reviews, 'half', { to: { v1: 50, v2: 50 } });
      // fault: split in place of the default route
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
    },
  },
  'split of a service that moves with it': {
    message: "Route 'half' of service 'shop/cart' replaces it",
    build: (app) => {
      const { reviews, cart, everywhere } = shopWithCart(app);
      const moves = [move(cart, { from: 'v1', to: 'v2' })];
      new Route(cart, 'half', { to: { v1: 50, v2: 50 } });
      // fault: split of a service that moves with it
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: moves, waves: [{ clusters: everywhere, ...wave }] });
    },
  },
};

export const passing: PassingCases = {
  'split of some requests': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Route(reviews, 'half', { match: { headers: { beta: 'present' } }, to: { v1: 50, v2: 50 } });
    new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
  },
};
