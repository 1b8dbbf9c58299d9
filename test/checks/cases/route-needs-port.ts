import { EgressGateway, ExternalService, Route, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'gateway and two HTTP ports': {
    message:
      "Route 'r' of service 'shop/cart' does not say which of the HTTP ports 'http' and 'http-admin' the gateway is to call",
    build: (app) => {
      const { cart, web } = ported(app, { http: 80, 'http-admin': 81 });
      // fault: gateway and two HTTP ports
      new Route(cart, 'r', { on: [web] });
    },
  },
  'gateway and a TCP port': {
    message: "Route 'r' of service 'shop/cart' needs an HTTP port",
    build: (app) => {
      const { cart, web } = ported(app, { tcp: 80 });
      // fault: gateway and a TCP port
      new Route(cart, 'r', { on: [web], match: { path: { prefix: '/' } } });
    },
  },
  'port that is not HTTP': {
    message: "names port 'tcp' of protocol TCP, which is not HTTP",
    build: (app) => {
      const { cart, web } = ported(app, { http: 80, tcp: 81 });
      // fault: port that is not HTTP
      new Route(cart, 'r', { on: [web], port: 'tcp', settings: { timeout: '1s' } });
    },
  },
  'match without HTTP': {
    message: "Route 'r' of service 'shop/cart' needs an HTTP port",
    build: (app) => {
      const { cart } = ported(app, { tcp: 80 });
      // fault: match without HTTP
      new Route(cart, 'r', { match: { path: { prefix: '/' } } });
    },
  },
  'an answer without HTTP': {
    message: "Route 'r' of service 'shop/cart' needs an HTTP port",
    build: (app) => {
      const { cart } = ported(app, { tcp: 80 });
      // fault: an answer without HTTP
      new Route(cart, 'r', { directResponse: { status: 503 } });
    },
  },
  'names of TLS on a TCP port': {
    message: "names port 'tcp' of protocol TCP, which is not TLS",
    build: (app) => {
      const { cart } = ported(app, { tcp: 80 });
      // fault: names of TLS on a TCP port
      new Route(cart, 'r', { port: 'tcp', match: { sniHosts: ['cart.example'] } });
    },
  },
  'names of TLS without a port of TLS': {
    message: "Route 'r' of service 'shop/cart' needs a port of TLS",
    build: (app) => {
      const { cart } = ported(app, { tcp: 80 });
      // fault: names of TLS without a port of TLS
      new Route(cart, 'r', { match: { sniHosts: ['cart.example'] } });
    },
  },
  'TLS without names': {
    message: "names port 'tls' of protocol TLS and does not say which names callers ask for there",
    build: (app) => {
      const { cart } = ported(app, { tls: 443 });
      // fault: TLS without names
      new Route(cart, 'r', { port: 'tls', match: { from: { namespace: 'batch' } } });
    },
  },
  'addresses without a port of TCP': {
    message: "Route 'r' of service 'shop/cart' needs a port of TCP",
    build: (app) => {
      const { cart } = ported(app, { http: 80 });
      // fault: addresses without a port of TCP
      new Route(cart, 'r', { match: { destinationSubnets: ['10.1.0.0/16'] } });
    },
  },
  'gateway and two ports': {
    message: "does not say which of the ports 'tcp' and 'tcp-admin' the gateway is to call",
    build: (app) => {
      const { cart, web } = ported(app, { tcp: 80, 'tcp-admin': 81 });
      // fault: gateway and two ports
      new Route(cart, 'r', { on: [web] });
    },
  },
  'requests to a port of bytes': {
    message: "sends requests to port 'tcp' of protocol TCP, which is neither HTTP nor TLS",
    build: (app) => {
      const { cart } = ported(app, { http: 80, tcp: 81 });
      // fault: requests to a port of bytes
      new Route(cart, 'r', { port: 'http', toPort: 'tcp' });
    },
  },
  'another port through an egress gateway': {
    message: "has a toPort, and service 'shop/maps' is called through an egress gateway",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      const through = new EgressGateway(mesh, 'egress', { in: [usEast] });
      const maps = new ExternalService(mesh, 'maps', {
        ...{ namespace: 'shop', hosts: ['maps.example'], ports: { http: 80, https: 443 }, in: [usEast], through },
      });
      // fault: another port through an egress gateway
      new Route(maps, 'r', { port: 'http', toPort: 'https' });
    },
  },
  'a timeout without HTTP': {
    message: "names port 'tcp' of protocol TCP, which is not HTTP",
    build: (app) => {
      const { cart } = ported(app, { http: 80, tcp: 81 });
      // fault: a timeout without HTTP
      new Route(cart, 'r', { port: 'tcp', settings: { timeout: '1s' } });
    },
  },
};

export const passing: PassingCases = {
  'a port is named': (app) => {
    const { cart, web } = ported(app, { http: 80, 'http-admin': 81 });
    new Route(cart, 'r', { on: [web], port: 'http' });
  },
  'the gateway answers by itself': (app) => {
    const { cart, web } = ported(app, { http: 80, 'http-admin': 81 });
    new Route(cart, 'r', { on: [web], match: { path: { prefix: '/old' } }, redirect: { uri: '/new' } });
  },
  'callers and addresses of TCP': (app) => {
    const { cart } = ported(app, { tcp: 80 });
    new Route(cart, 'a', { match: { from: { namespace: 'batch' } } });
    new Route(cart, 'b', { port: 'tcp', match: { destinationSubnets: ['10.1.0.0/16'] } });
  },
  'the only HTTP port': (app) => {
    const { cart, web } = ported(app, { http: 80, tcp: 81 });
    new Route(cart, 'r', { on: [web] });
  },
};

function ported(app: Parameters<typeof shop>[0], ports: Record<string, number>) {
  const { mesh, web, front, usEast } = shop(app);
  return {
    web,
    cart: new Service(mesh, 'cart', { namespace: 'shop', ports, runsIn: [usEast], callers: [web, front] }),
  };
}
