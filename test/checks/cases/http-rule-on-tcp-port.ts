import { AccessPolicy, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'methods on all ports': {
    message: "Rule 1 of AccessPolicy 'a' asks for methods or paths on port 'tcp' of service 'shop/cart' (TCP)",
    build: (app) => {
      const { cart, front } = twoPorts(app);
      // fault: methods on all ports
      new AccessPolicy(cart, 'a', { allow: [{ from: front, methods: ['GET'] }] });
    },
  },
  'paths on a TCP port': {
    message: "Rule 2 of AccessPolicy 'a' asks for methods or paths on port 'tcp'",
    build: (app) => {
      const { cart, front } = twoPorts(app);
      // fault: paths on a TCP port
      new AccessPolicy(cart, 'a', { allow: [{ from: front }, { from: front, paths: ['/api/*'], ports: ['tcp'] }] });
    },
  },
};

export const passing: PassingCases = {
  'methods on HTTP ports, and a rule for the others': (app) => {
    const { cart, front } = twoPorts(app);
    new AccessPolicy(cart, 'a', {
      allow: [
        { from: front, methods: ['GET'], ports: ['http'] },
        { from: front, ports: ['tcp'] },
      ],
    });
  },
};

function twoPorts(app: Parameters<typeof shop>[0]) {
  const { mesh, front, usEast } = shop(app);
  const cart = new Service(mesh, 'cart', {
    namespace: 'shop',
    ports: { http: 80, tcp: 6379 },
    runsIn: [usEast],
    callers: [front],
  });
  return { cart, front };
}
