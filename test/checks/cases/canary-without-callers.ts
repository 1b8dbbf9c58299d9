import { Canary, move, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop, shopWithCart } from '../shop.ts';

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
  'cluster from which none of its services is called': {
    message:
      "Canary 'c' has cluster 'us-west' in its waves, from which nothing calls any of services 'shop/cart' and 'shop/till'",
    build: (app) => {
      const { mesh, cart, usEast, usWest, euWest, web } = shopWithCart(app, 'web');
      const till = new Service(mesh, 'till', {
        ...{ namespace: 'shop', ports: { http: 80 }, versions: ['v1', 'v2'], stable: 'v1' },
        ...{ runsIn: [usEast], callers: [web] },
      });
      const moves = [move(till, { from: 'v1', to: 'v2' })];
      const waves = [{ clusters: [usEast, usWest, euWest], ...wave }] as const;
      // fault: cluster from which none of its services is called
      new Canary(cart, 'c', { from: 'v1', to: 'v2', with: moves, waves });
    },
  },
  'service that none of the waves calls': {
    message: "Canary 'c' moves service 'shop/cart', which nothing calls from any cluster of its waves",
    build: (app) => {
      const { reviews, cart, usWest } = shopWithCart(app, 'web');
      const moves = [move(cart, { from: 'v1', to: 'v2' })];
      // fault: service that none of the waves calls
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: moves, waves: [{ clusters: [usWest], ...wave }] });
    },
  },
};

export const passing: PassingCases = {
  'clusters of callers': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
  },
  'of two services one with callers in some of the waves alone': (app) => {
    const { reviews, cart, everywhere } = shopWithCart(app, 'web');
    const moves = [move(cart, { from: 'v1', to: 'v2' })];
    new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: moves, waves: [{ clusters: everywhere, ...wave }] });
  },
};
