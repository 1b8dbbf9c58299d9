import { Canary, move, Service } from 'meshwright';
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
  'queued in a cluster that nobody leads there': {
    message: "Canary 'later' moves service 'shop/reviews' from 'v2', but its stable version is 'v1'",
    build: (app) => {
      const { reviews, usEast, usWest } = shop(app);
      new Canary(reviews, 'sooner', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast], ...wave }] });
      const waves = [{ clusters: [usEast, usWest], ...wave }] as const;
      // fault: queued in a cluster that nobody leads there
      new Canary(reviews, 'later', { from: 'v2', to: 'v1', ifUnderWay: 'queue', waves });
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
  'queued behind one that leads there': (app) => {
    const { mesh, front, usEast, usWest, euWest } = shop(app);
    const search = new Service(mesh, 'search', {
      ...{ namespace: 'shop', ports: { http: 8080 }, runsIn: [usEast, usWest, euWest], callers: [front] },
      ...{ versions: ['v1', 'v2', 'v3'], stable: 'v1' },
    });
    const waves = [{ clusters: [usEast, usWest, euWest], ...wave }] as const;
    new Canary(search, 'later', { from: 'v2', to: 'v3', ifUnderWay: 'queue', waves });
    new Canary(search, 'sooner', { from: 'v1', to: 'v2', waves });
  },
  'from stable': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
  },
};
