import { AccessPolicy, EgressGateway, ExternalService, JwtAuthentication, MutualTls, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'access policy': {
    message: "AccessPolicy 'a' is about service 'shop/cart', which has no sidecar to enforce it",
    build: (app) => {
      const { cart, front } = bare(app);
      // fault: access policy
      new AccessPolicy(cart, 'a', { allow: [{ from: front }] });
    },
  },
  'mutual TLS': {
    message: "MutualTls 'm' is about service 'shop/cart', which has no sidecar to enforce it",
    build: (app) => {
      const { cart } = bare(app);
      // fault: mutual TLS
      new MutualTls(cart, 'm', { mode: 'STRICT' });
    },
  },
  'access outside of the mesh': {
    message: "AccessPolicy 'a' is about ExternalService 'shop/partner', whose pods",
    build: (app) => {
      const { mesh, front } = shop(app);
      const outside = { namespace: 'shop', hosts: ['partner.example'], ports: { https: 443 } } as const;
      const partner = new ExternalService(mesh, 'partner', outside);
      // fault: access outside of the mesh
      new AccessPolicy(partner as never, 'a', { allow: [{ from: front }] });
    },
  },
  'mutual TLS of an egress gateway': {
    message: "MutualTls 'm' is about EgressGateway 'istio-egress/egress', whose pods have no sidecar",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      const egress = new EgressGateway(mesh, 'egress', { in: [usEast] });
      // fault: mutual TLS of an egress gateway
      new MutualTls(egress, 'm', { mode: 'STRICT' });
    },
  },
  tokens: {
    message: "JwtAuthentication 'j' is about service 'shop/cart', which has no sidecar to enforce it",
    build: (app) => {
      const { cart } = bare(app);
      // fault: tokens
      new JwtAuthentication(cart, 'j', { issuers: [{ issuer: 'https://login.example' }] });
    },
  },
};

export const passing: PassingCases = {
  'policies of services with sidecars': (app) => {
    const { mesh, reviews, front } = shop(app);
    new AccessPolicy(reviews, 'a', { allow: [{ from: front }] });
    new MutualTls(mesh, 'm', { mode: 'STRICT' });
  },
};

function bare(app: Parameters<typeof shop>[0]) {
  const { mesh, front, usEast, euWest } = shop(app);
  const runsIn = [usEast, euWest] as const;
  return {
    front,
    cart: new Service(mesh, 'cart', {
      namespace: 'shop',
      ports: { http: 80 },
      runsIn,
      callers: [front],
      sidecar: false,
    }),
  };
}
