import { TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const http2KeepAlive = { interval: '30s', timeout: '5s' } as const;

export const failing: FailingCases = {
  'pings where Istio is older': {
    message:
      "sets http2KeepAlive of httpConnectionPool for service 'shop/reviews', which Istio has from 1.31; 'eu-west'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: pings where Istio is older
      new TrafficPolicy(reviews, 'p', { httpConnectionPool: { http2KeepAlive } });
    },
  },
  'an interval for the budget of a mesh': {
    message: "sets budgetInterval of retryBudget for services 'shop/front' and 'shop/reviews'",
    build: (app) => {
      const { mesh } = shop(app);
      // fault: an interval for the budget of a mesh
      new TrafficPolicy(mesh, 'p', { retryBudget: { percent: 30, budgetInterval: '1s' } });
    },
  },
};

export const passing: PassingCases = {
  'pings from newer clusters': (app) => {
    const { reviews, usEast, usWest } = shop(app);
    new TrafficPolicy(reviews, 'p', { in: [usEast, usWest], httpConnectionPool: { http2KeepAlive } });
  },
  'pings that a narrower policy replaces where Istio is older': (app) => {
    const { reviews, euWest } = shop(app);
    new TrafficPolicy(reviews, 'p', { httpConnectionPool: { http2KeepAlive } });
    new TrafficPolicy(reviews, 'q', { in: [euWest], httpConnectionPool: { maxRetries: 10 } });
  },
};
