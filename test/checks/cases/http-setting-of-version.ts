import { TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'timeout of a version': {
    message: "TrafficPolicy 'p' sets 'timeout' for version 'v2' of service 'shop/reviews'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: timeout of a version
      new TrafficPolicy(reviews, 'p', { version: 'v2', timeout: '1s', loadBalancer: 'RANDOM' });
    },
  },
};

export const passing: PassingCases = {
  'load balancing of a version': (app) => {
    const { reviews } = shop(app);
    new TrafficPolicy(reviews, 'p', { version: 'v2', loadBalancer: 'RANDOM' });
    new TrafficPolicy(reviews, 'q', { port: 'http', timeout: '1s' });
  },
};
