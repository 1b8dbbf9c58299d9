import { Route, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'one prefix within another': {
    message: "Route 'long' of service 'shop/reviews' and 'short' can match one request on the mesh",
    build: (app) => {
      const { reviews } = shop(app);
      new Route(reviews, 'long', { match: { path: { prefix: '/api/v1' } }, to: { v1: 100 } });
      // fault: one prefix within another
      new Route(reviews, 'short', { match: { path: { prefix: '/api' } }, to: { v2: 100 } });
    },
  },
  'different headers': {
    message: "Route 'alice' of service 'shop/reviews' and 'bob' can match one request",
    build: (app) => {
      const { reviews } = shop(app);
      new Route(reviews, 'alice', { match: { headers: { 'x-user': { exact: 'alice' } } }, to: { v1: 100 } });
      // fault: different headers
      new Route(reviews, 'bob', { match: { headers: { 'x-friend': { exact: 'bob' } } }, to: { v2: 100 } });
    },
  },
  'a regex that matches a text': {
    message: "Route 'digits' of service 'shop/reviews' and 'one' can match one request",
    build: (app) => {
      const { reviews } = shop(app);
      new Route(reviews, 'digits', { match: { path: { regex: '/items/[0-9]+' } }, to: { v1: 100 } });
      // fault: a regex that matches a text
      new Route(reviews, 'one', { match: { path: { exact: '/items/1' } }, to: { v2: 100 } });
    },
  },
  'two default routes': {
    message: "can match one request as the default of service 'shop/reviews'",
    build: (app) => {
      const { reviews } = shop(app);
      new Route(reviews, 'a', { to: { v1: 100 } });
      // fault: two default routes
      new Route(reviews, 'b', { to: { v1: 50, v2: 50 } });
    },
  },
  'two services on one host': {
    message:
      "Route 'all' of service 'shop/front' and Route 'too' of service 'shop/cart' can match one request on gateway 'istio-ingress/web' for host 'shop.example'",
    build: (app) => {
      const { mesh, front, web, usEast } = shop(app);
      const cart = new Service(mesh, 'cart', {
        namespace: 'shop',
        ports: { http: 80 },
        runsIn: [usEast],
        callers: [web],
      });
      new Route(front, 'all', { on: [web] });
      // fault: two services on one host
      new Route(cart, 'too', { on: [web], hosts: ['shop.example'] });
    },
  },
};

export const passing: PassingCases = {
  'precedence decides': (app) => {
    const { reviews } = shop(app);
    new Route(reviews, 'long', { match: { path: { prefix: '/api/v1' } }, to: { v1: 100 }, precedence: 10 });
    new Route(reviews, 'short', { match: { path: { prefix: '/api' } }, to: { v2: 100 } });
  },
  'matches that never meet': (app) => {
    const { reviews } = shop(app);
    new Route(reviews, 'a', { match: { path: { prefix: '/a' }, headers: { user: { exact: 'x' } } }, to: { v1: 100 } });
    new Route(reviews, 'b', { match: { path: { prefix: '/a' }, headers: { user: { prefix: 'y' } } }, to: { v2: 100 } });
    new Route(reviews, 'c', {
      match: { path: { regex: '/[0-9]+' }, headers: { user: { exact: 'x' } } },
      to: { v1: 100 },
    });
    new Route(reviews, 'd', {
      match: { path: { exact: '/body' }, headers: { user: { exact: 'x' } } },
      to: { v2: 100 },
    });
  },
  'the same destination': (app) => {
    const { reviews } = shop(app);
    new Route(reviews, 'a', { match: { path: { prefix: '/api' } } });
    new Route(reviews, 'b', { match: { path: { prefix: '/api/v1' } }, to: { v1: 100 } });
  },
  'hosts of their own': (app) => {
    const { mesh, front, web, usEast } = shop(app);
    const cart = new Service(mesh, 'cart', {
      namespace: 'shop',
      ports: { http: 80 },
      runsIn: [usEast],
      callers: [web],
    });
    new Route(front, 'all', { on: [web], hosts: ['www.shop.example'] });
    new Route(cart, 'too', { on: [web], hosts: ['shop.example'] });
  },
};
