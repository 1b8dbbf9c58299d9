import { Route, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const destinationSubnets = ['10.1.0.0/16'] as const;

function store(app: Parameters<typeof shop>[0]) {
  const { mesh, usEast } = shop(app);
  return new Service(mesh, 'db', { namespace: 'shop', ports: { tls: 5432 }, runsIn: [usEast] });
}

export const failing: FailingCases = {
  'addresses for one of two names': {
    message: "Route 'archive' of service 'shop/db' and 'main' ask for different addresses on port 'tls'",
    build: (app) => {
      const db = store(app);
      new Route(db, 'main', { precedence: 1, match: { sniHosts: ['main.example'] } });
      // fault: addresses for one of two names
      new Route(db, 'archive', { match: { sniHosts: ['archive.example'], destinationSubnets } });
    },
  },
};

export const passing: PassingCases = {
  'the same addresses for all names': (app) => {
    const db = store(app);
    new Route(db, 'main', { match: { sniHosts: ['main.example'], destinationSubnets } });
    new Route(db, 'archive', { match: { sniHosts: ['archive.example'], destinationSubnets } });
  },
  'no addresses': (app) => {
    const db = store(app);
    new Route(db, 'main', { match: { sniHosts: ['main.example'] } });
    new Route(db, 'archive', { match: { sniHosts: ['archive.example'] } });
  },
};
