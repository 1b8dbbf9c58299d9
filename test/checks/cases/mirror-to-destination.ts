import { Canary, Route } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'to a version of the split': {
    message: "copies requests to version 'v2', which it also sends them to",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: to a version of the split
      new Route(reviews, 'r', { to: { v1: 90, v2: 10 }, mirrors: [{ to: 'v2', percent: 5 }] });
    },
  },
  'to the default destination': {
    message: "copies requests to version 'v1', which is the default destination",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: to the default destination
      new Route(reviews, 'r', { match: { path: { prefix: '/a' } }, mirrors: [{ to: 'v1', percent: 100 }] });
    },
  },
  'to where a canary goes': {
    message: "copies requests to version 'v2', which canary 'next' moves them to",
    build: (app) => {
      const { reviews, usEast } = shop(app);
      new Canary(reviews, 'next', {
        from: 'v1',
        to: 'v2',
        waves: [{ clusters: [usEast], weights: [100], bake: '1h' }],
      });
      // fault: to where a canary goes
      new Route(reviews, 'r', { match: { path: { prefix: '/a' } }, mirrors: [{ to: 'v2', percent: 5 }] });
    },
  },
};

export const passing: PassingCases = {
  'to another version': (app) => {
    const { reviews } = shop(app);
    new Route(reviews, 'r', { to: { v1: 100 }, mirrors: [{ to: 'v2', percent: 5 }] });
  },
};
