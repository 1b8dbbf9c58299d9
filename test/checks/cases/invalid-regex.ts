import { Route } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'look-ahead': {
    message: "Route 'r' of service 'shop/reviews' matches its path with a regex that Istio refuses",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: look-ahead
      new Route(reviews, 'r', { match: { path: { regex: '/(?!admin).*' } } });
    },
  },
  'backreference in a header': {
    message: "matches its header 'x-user' with a regex that Istio refuses",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: backreference in a header
      new Route(reviews, 'r', { match: { headers: { 'X-User': { regex: '(a)\\1' } } } });
    },
  },
  'in what a header must not be': {
    message: "matches its header 'x-user' with a regex that Istio refuses",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: in what a header must not be
      new Route(reviews, 'r', { match: { headers: { 'x-user': { not: { regex: '(?=a)' } } } } });
    },
  },
  'in a query parameter': {
    message: "matches its query parameter 'v' with a regex that Istio refuses",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: in a query parameter
      new Route(reviews, 'r', { match: { queryParams: { v: { regex: '[' } } } });
    },
  },
  'in the method': {
    message: 'matches its method with a regex that Istio refuses',
    build: (app) => {
      const { reviews } = shop(app);
      // fault: in the method
      new Route(reviews, 'r', { match: { method: { regex: '(?!GET)' } } });
    },
  },
  'too long': {
    message: 'it is 1025 bytes long, of which Istio takes 1024',
    build: (app) => {
      const { reviews } = shop(app);
      // fault: too long
      new Route(reviews, 'r', { match: { path: { regex: '/'.repeat(1025) } } });
    },
  },
};

export const passing: PassingCases = {
  'a regex of RE2': (app) => {
    const { reviews } = shop(app);
    new Route(reviews, 'r', { match: { path: { regex: '/(items|carts)/[0-9]{1,9}' } } });
  },
};
