import { TrafficPolicy } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'three tries of a second in two seconds': {
    message:
      "TrafficPolicy 'p' allows 3 tries of 1s, longer than the timeout of 2s, for calls to service 'shop/reviews' from clusters 'eu-west', 'us-east' and 'us-west'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: three tries of a second in two seconds
      new TrafficPolicy(reviews, 'p', { timeout: '2s', retries: { attempts: 2, perTryTimeout: '1s' } });
    },
  },
  'one try alone takes the timeout': {
    message: "TrafficPolicy 'p' allows 2 tries of 5s, longer than the timeout of 2s",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: one try alone takes the timeout
      new TrafficPolicy(reviews, 'p', { timeout: '2s', retries: { attempts: 1, perTryTimeout: '5s' } });
    },
  },
  'timeout of one cluster from another policy': {
    message:
      "longer than the timeout of 1s of TrafficPolicy 'hasty', for calls to service 'shop/reviews' from cluster 'eu-west'.",
    build: (app) => {
      const { mesh, reviews, euWest } = shop(app);
      new TrafficPolicy(reviews, 'hasty', { timeout: '1s', in: [euWest] });
      new TrafficPolicy(reviews, 'slow', { timeout: '9s' });
      // fault: timeout of one cluster from another policy
      new TrafficPolicy(mesh, 'tries', { retries: { attempts: 2, perTryTimeout: '500ms' } });
    },
  },
};

export const passing: PassingCases = {
  'tries that just fit': (app) => {
    const { reviews } = shop(app);
    new TrafficPolicy(reviews, 'p', { timeout: '1.5s', retries: { attempts: 2, perTryTimeout: '500ms' } });
  },
  'no time for one try': (app) => {
    const { reviews } = shop(app);
    new TrafficPolicy(reviews, 'p', { timeout: '1s', retries: { attempts: 2 } });
  },
  'timeout that a narrower policy replaces': (app) => {
    const { mesh, reviews } = shop(app);
    new TrafficPolicy(mesh, 'short', { timeout: '1s' });
    new TrafficPolicy(reviews, 'p', { timeout: '4s', retries: { attempts: 2, perTryTimeout: '1s' } });
  },
};
