import { Route } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'host that the gateway lacks': {
    message:
      "Route 'r' of service 'shop/front' names the host 'wwww.shop.example', which gateway 'istio-ingress/web' does not serve",
    build: (app) => {
      const { front, web } = shop(app);
      // fault: host that the gateway lacks
      new Route(front, 'r', { on: [web], hosts: ['wwww.shop.example'] });
    },
  },
  'hosts without a gateway': {
    message: "names hosts ('shop.example') but is bound to no gateway",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: hosts without a gateway
      new Route(reviews, 'r', { match: { path: { prefix: '/' } }, hosts: ['shop.example'] });
    },
  },
};

export const passing: PassingCases = {
  'a host of the gateway': (app) => {
    const { front, web } = shop(app);
    new Route(front, 'r', { on: [web], hosts: ['www.shop.example'] });
  },
};
