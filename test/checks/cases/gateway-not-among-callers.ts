import { Route } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'closed list without the gateway': {
    message:
      "Route 'r' of service 'shop/reviews' is bound to gateway 'istio-ingress/web', which is not among the service's callers",
    build: (app) => {
      const { reviews, web } = shop(app);
      // fault: closed list without the gateway
      new Route(reviews, 'r', { on: [web], match: { path: { prefix: '/reviews' } } });
    },
  },
};

export const passing: PassingCases = {
  'gateway on the list': (app) => {
    const { front, web } = shop(app);
    new Route(front, 'r', { on: [web] });
  },
};
