import { AccessPolicy, IngressGateway, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'service without one': {
    message: "AccessPolicy 'a' of service 'shop/reviews' names service 'shop/cart', which has no serviceAccount",
    build: (app) => {
      const { mesh, reviews, front, usEast } = shop(app);
      const cart = new Service(mesh, 'cart', { namespace: 'shop', ports: { http: 80 }, runsIn: [usEast] });
      // fault: service without one
      new AccessPolicy(reviews, 'a', { allow: [{ from: [front, cart] }] });
    },
  },
  'gateway without one': {
    message: "names gateway 'istio-ingress/edge', which has no serviceAccount",
    build: (app) => {
      const { mesh, reviews, front, usEast } = shop(app);
      const edge = new IngressGateway(mesh, 'edge', { hosts: ['edge.example'], in: [usEast] });
      // fault: gateway without one
      new AccessPolicy(reviews, 'a', { allow: [{ from: [front, edge] }] });
    },
  },
};

export const passing: PassingCases = {
  'callers with identities': (app) => {
    const { reviews, front, web } = shop(app);
    new AccessPolicy(reviews, 'a', { allow: [{ from: [front, web] }] });
  },
};
