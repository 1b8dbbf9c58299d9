import { IngressGateway, Route, Service } from 'meshwright';
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
  'paths that differ in case alone': {
    message: "Route 'loud' of service 'shop/reviews' and 'soft' can match one request",
    build: (app) => {
      const { reviews } = shop(app);
      new Route(reviews, 'loud', { match: { path: { prefix: '/API', ignoreCase: true } }, to: { v1: 100 } });
      // fault: paths that differ in case alone
      new Route(reviews, 'soft', { match: { path: { exact: '/api/items' } }, to: { v2: 100 } });
    },
  },
  'a header that need not be absent': {
    message: "Route 'no-beta' of service 'shop/reviews' and 'tester' can match one request",
    build: (app) => {
      const { reviews } = shop(app);
      new Route(reviews, 'no-beta', { match: { headers: { tester: { not: { exact: 'beta' } } } }, to: { v1: 100 } });
      // fault: a header that need not be absent
      new Route(reviews, 'tester', { match: { headers: { tester: { prefix: 'b' } } }, to: { v2: 100 } });
    },
  },
  'callers who may be the same': {
    message: "Route 'shop' of service 'shop/reviews' and 'web-tier' can match one request",
    build: (app) => {
      const { reviews } = shop(app);
      new Route(reviews, 'shop', { match: { from: { namespace: 'shop' } }, to: { v1: 100 } });
      // fault: callers who may be the same
      new Route(reviews, 'web-tier', { match: { from: { labels: { tier: 'web' } } }, to: { v2: 100 } });
    },
  },
  'the same destination by another path': {
    message: "Route 'a' of service 'shop/reviews' and 'b' can match one request",
    build: (app) => {
      const { reviews } = shop(app);
      new Route(reviews, 'a', { match: { path: { prefix: '/api' } } });
      // fault: the same destination by another path
      new Route(reviews, 'b', { match: { path: { prefix: '/api/v1' } }, rewrite: { uri: '/v1' } });
    },
  },
  'the same destination, more patiently': {
    message: "Route 'a' of service 'shop/reviews' and 'b' can match one request",
    build: (app) => {
      const { reviews } = shop(app);
      new Route(reviews, 'a', { match: { method: 'GET' } });
      // fault: the same destination, more patiently
      new Route(reviews, 'b', { match: { queryParams: { all: 'present' } }, settings: { timeout: '1m' } });
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
  'conditions that never meet': (app) => {
    const { reviews, front } = shop(app);
    const to = { v2: 100 } as const;
    new Route(reviews, 'get', { match: { method: 'GET' }, to });
    new Route(reviews, 'put', { match: { method: 'PUT' } });
    new Route(reviews, 'tester', { match: { method: 'POST', headers: { tester: 'present' } }, to });
    new Route(reviews, 'others', { match: { method: 'POST', headers: { tester: 'absent' } } });
    new Route(reviews, 'beta', { match: { method: 'PATCH', headers: { group: { prefix: 'beta-2' } } }, to });
    new Route(reviews, 'rest', { match: { method: 'PATCH', headers: { group: { not: { prefix: 'beta' } } } } });
    new Route(reviews, 'old', { match: { method: 'HEAD', queryParams: { v: { exact: '1' } } }, to });
    new Route(reviews, 'new', { match: { method: 'HEAD', queryParams: { v: { exact: '2' } } } });
    new Route(reviews, 'here', { match: { method: 'DELETE', from: front }, to });
    new Route(reviews, 'there', { match: { method: 'DELETE', from: { namespace: 'bank', labels: { app: 'front' } } } });
  },
  'ports of a gateway': (app) => {
    const { mesh, usEast } = shop(app);
    const ports = { http: 80, admin: 8080 };
    const edge = new IngressGateway(mesh, 'edge', { hosts: ['edge.example'], in: [usEast], ports });
    const props = { namespace: 'shop', ports: { http: 80 }, runsIn: [usEast], callers: [edge] };
    const cart = new Service(mesh, 'cart', props);
    new Route(cart, 'plain', { on: [edge], match: { gatewayPort: 80 }, redirect: { scheme: 'https' } });
    new Route(cart, 'admin', { on: [edge], match: { gatewayPort: 8080 } });
  },
  'one answer twice': (app) => {
    const { front, web } = shop(app);
    new Route(front, 'a', { on: [web], match: { path: { prefix: '/old' } }, redirect: { uri: '/new' } });
    new Route(front, 'b', { on: [web], match: { path: { prefix: '/older' } }, redirect: { uri: '/new' } });
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
