import { TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'a budget of the mesh, and a port with a pool': {
    message: "TrafficPolicy 'budget' sets retryBudget, which is lost for port 'http of shop/reviews'",
    build: (app) => {
      const { mesh, reviews } = shop(app);
      // fault: a budget of the mesh, and a port with a pool
      new TrafficPolicy(mesh, 'budget', { retryBudget: { percent: 10 } });
      new TrafficPolicy(reviews, 'p', { port: 'http', tcpConnectionPool: { maxConnections: 10 } });
    },
  },
};

export const passing: PassingCases = {
  'a port with settings of its routes only': (app) => {
    const { mesh, reviews } = shop(app);
    new TrafficPolicy(mesh, 'budget', { retryBudget: { percent: 10 } });
    new TrafficPolicy(reviews, 'p', { port: 'http', timeout: '2s', retries: { attempts: 0 } });
  },
};
