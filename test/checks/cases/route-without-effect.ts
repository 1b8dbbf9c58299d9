import { Route, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'only gateways call the service': {
    message:
      "Route 'r' of service 'shop/front' is bound to the mesh, and no declared caller of the service has a sidecar",
    build: (app) => {
      const { front } = shop(app);
      // fault: only gateways call the service
      new Route(front, 'r', { match: { path: { prefix: '/' } } });
    },
  },
  'callers without sidecars': {
    message: "Route 'r' of service 'shop/cart' is bound to the mesh",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      const job = new Service(mesh, 'job', { namespace: 'shop', ports: {}, runsIn: [usEast], sidecar: false });
      const cart = new Service(mesh, 'cart', {
        namespace: 'shop',
        ports: { http: 80 },
        runsIn: [usEast],
        callers: [job],
      });
      // fault: callers without sidecars
      new Route(cart, 'r', { match: { path: { prefix: '/' } } });
    },
  },
  'for a service that does not call': {
    message: "is for requests from service 'shop/job', which is not among the callers of the service",
    build: (app) => {
      const { mesh, usEast, reviews } = shop(app);
      const job = new Service(mesh, 'job', { namespace: 'shop', ports: {}, runsIn: [usEast] });
      // fault: for a service that does not call
      new Route(reviews, 'r', { match: { from: job }, to: { v2: 100 } });
    },
  },
  'for pods without a sidecar': {
    message: "is for requests from service 'shop/job', whose pods have no sidecar that would read it",
    build: (app) => {
      const { mesh, usEast, front } = shop(app);
      const job = new Service(mesh, 'job', { namespace: 'shop', ports: {}, runsIn: [usEast], sidecar: false });
      const cart = new Service(mesh, 'cart', {
        namespace: 'shop',
        ports: { http: 80 },
        runsIn: [usEast],
        callers: [job, front],
      });
      // fault: for pods without a sidecar
      new Route(cart, 'r', { match: { from: [job, front] }, settings: { timeout: '9s' } });
    },
  },
};

export const passing: PassingCases = {
  'a caller with a sidecar': (app) => {
    new Route(shop(app).reviews, 'r', { match: { path: { prefix: '/' } } });
  },
  'for a caller': (app) => {
    const { reviews, front } = shop(app);
    new Route(reviews, 'r', { match: { from: front }, to: { v2: 100 } });
  },
  'bound to the gateway': (app) => {
    const { front, web } = shop(app);
    new Route(front, 'r', { on: [web] });
  },
};
