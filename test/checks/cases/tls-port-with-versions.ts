import { Route, Service } from 'meshwright';
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
  'names that one caller asks for': {
    message: "port 'https' of protocol HTTPS",
    build: (app) => {
      const { mesh, usEast, front } = shop(app);
      // fault: names that one caller asks for
      const cart = new Service(mesh, 'cart', {
        namespace: 'shop',
        ports: { https: 443, http: 80 },
        versions: ['v1', 'v2'],
        stable: 'v1',
        runsIn: [usEast],
      });
      new Route(cart, 'tls', { match: { from: front, sniHosts: ['cart.shop.example'] } });
    },
  },
};

export const passing: PassingCases = {
  'names that callers ask for': (app) => {
    const { mesh, usEast } = shop(app);
    const cart = new Service(mesh, 'cart', {
      namespace: 'shop',
      ports: { https: 443, http: 80 },
      versions: ['v1', 'v2'],
      stable: 'v1',
      runsIn: [usEast],
    });
    new Route(cart, 'tls', { match: { sniHosts: ['cart.shop.svc.cluster.local', 'cart.shop.example'] } });
  },
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
