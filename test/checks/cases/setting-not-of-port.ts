import { TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'a budget and PROXY protocol for a port': {
    message: "TrafficPolicy 'p' sets 'proxyProtocol' and 'retryBudget' for port 'http' of service 'shop/reviews'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: a budget and PROXY protocol for a port
      new TrafficPolicy(reviews, 'p', { port: 'http', retryBudget: { percent: 10 }, proxyProtocol: 'V2' });
    },
  },
};

export const passing: PassingCases = {
  'a budget for a version, a pool for a port': (app) => {
    const { reviews } = shop(app);
    new TrafficPolicy(reviews, 'p', { version: 'v2', retryBudget: { percent: 10 } });
    new TrafficPolicy(reviews, 'q', { port: 'http', tcpConnectionPool: { maxConnections: 10 } });
  },
};
