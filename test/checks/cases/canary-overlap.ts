import { Canary, move, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop, shopWithCart } from '../shop.ts';

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
  'two canaries in one queue that leads back': {
    message: "Canaries 'two' and 'one' both move service 'shop/reviews' in cluster 'us-west'",
    build: (app) => {
      const { reviews, usEast, usWest } = shop(app);
      new Canary(reviews, 'one', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest], ...wave }] });
      const waves = [{ clusters: [usWest], ...wave }] as const;
      // fault: two canaries in one queue that leads back
      new Canary(reviews, 'two', { from: 'v2', to: 'v1', ifUnderWay: 'queue', waves });
    },
  },
  'one service twice in one canary': {
    message: "Canary 'c' moves service 'shop/cart' more than once",
    build: (app) => {
      const { reviews, cart, everywhere } = shopWithCart(app);
      const twice = [move(cart, { from: 'v1', to: 'v2' }), move(cart, { from: 'v1', to: 'v2' })];
      // fault: one service twice in one canary
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: twice, waves: [{ clusters: everywhere, ...wave }] });
    },
  },
  'its own service again': {
    message: "Canary 'c' moves service 'shop/reviews' more than once",
    build: (app) => {
      const { reviews, everywhere } = shopWithCart(app);
      const again = [move(reviews, { from: 'v1', to: 'v2' })];
      // fault: its own service again
      new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: again, waves: [{ clusters: everywhere, ...wave }] });
    },
  },
  'a service that another canary moves': {
    message: "Canaries 'two' and 'one' both move service 'shop/cart' in cluster 'us-west'",
    build: (app) => {
      const { reviews, cart, usEast, usWest, euWest } = shopWithCart(app);
      const moves = [move(cart, { from: 'v1', to: 'v2' })];
      new Canary(cart, 'one', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest], ...wave }] });
      // fault: a service that another canary moves
      new Canary(reviews, 'two', {
        ...{ from: 'v1', to: 'v2' },
        with: moves,
        waves: [{ clusters: [usWest, euWest], ...wave }],
      });
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
  'clusters of their own': (app) => {
    const { reviews, usEast, usWest, euWest } = shop(app);
    new Canary(reviews, 'one', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest], ...wave }] });
    new Canary(reviews, 'two', { from: 'v1', to: 'v2', waves: [{ clusters: [euWest], ...wave }] });
  },
  'two services in one canary': (app) => {
    const { reviews, cart, everywhere } = shopWithCart(app);
    const moves = [move(cart, { from: 'v1', to: 'v2' })];
    new Canary(reviews, 'c', { from: 'v1', to: 'v2', with: moves, waves: [{ clusters: everywhere, ...wave }] });
  },
};
