import { Route } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'a port of the service': {
    message: "Route 'r' of service 'shop/front' asks for port 8080, which gateway 'istio-ingress/web' does not open.",
    build: (app) => {
      const { front, web } = shop(app);
      // fault: a port of the service
      new Route(front, 'r', { on: [web], match: { gatewayPort: 8080 } });
    },
  },
};

export const passing: PassingCases = {
  'a port of the gateway': (app) => {
    const { front, web } = shop(app);
    new Route(front, 'r', { on: [web], match: { gatewayPort: 80 } });
  },
};
