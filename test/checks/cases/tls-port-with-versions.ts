import { Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'HTTPS that the application ends': {
    message: "Service 'shop/cart' has the versions 'v1' and 'v2' and port 'https' of protocol HTTPS",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      // fault: HTTPS that the application ends
      new Service(mesh, 'cart', {
        namespace: 'shop',
        ports: { https: 443, http: 80 },
        versions: ['v1', 'v2'],
        stable: 'v1',
        runsIn: [usEast],
      });
    },
  },
};

export const passing: PassingCases = {
  'TLS of a service with one version': (app) => {
    const { mesh, usEast } = shop(app);
    new Service(mesh, 'cart', { namespace: 'shop', ports: { https: 443 }, versions: ['v1'], runsIn: [usEast] });
  },
  'TCP of a service with two': (app) => {
    const { mesh, usEast } = shop(app);
    new Service(mesh, 'cart', {
      namespace: 'shop',
      ports: { tcp: 443 },
      versions: ['v1', 'v2'],
      stable: 'v1',
      runsIn: [usEast],
    });
  },
};
