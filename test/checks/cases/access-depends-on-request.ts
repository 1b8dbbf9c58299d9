import { AccessPolicy, JwtAuthentication } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'addresses decide': {
    message: "AccessPolicy 'a' of service 'shop/reviews' may let service 'shop/front' call 'shop/reviews'",
    build: (app) => {
      const { reviews } = shop(app);
      // fault: addresses decide
      new AccessPolicy(reviews, 'a', { allow: [{ from: { ipBlocks: ['10.0.0.0/8'] } }] });
    },
  },
  'tokens decide': {
    message: "may let service 'shop/front' call 'shop/reviews'",
    build: (app) => {
      const { reviews } = shop(app);
      new JwtAuthentication(reviews, 'tokens', { issuers: [{ issuer: 'https://login.example' }], required: false });
      // fault: tokens decide
      new AccessPolicy(reviews, 'a', { allow: [{ from: 'mesh', token: 'any' }] });
    },
  },
};

export const passing: PassingCases = {
  'a rule names the caller and asks for a token': (app) => {
    const { front, reviews } = shop(app);
    new JwtAuthentication(reviews, 'tokens', { issuers: [{ issuer: 'https://login.example' }], required: false });
    new AccessPolicy(reviews, 'a', { allow: [{ from: front, token: 'any' }] });
  },
  'another rule lets the caller in': (app) => {
    const { mesh, reviews } = shop(app);
    new AccessPolicy(reviews, 'a', { allow: [{ from: { ipBlocks: ['10.0.0.0/8'] } }] });
    new AccessPolicy(mesh, 'shop', { namespace: 'shop', allow: [{ from: { namespaces: ['shop', 'istio-*'] } }] });
  },
  'everybody is let in to read': (app) => {
    const { reviews } = shop(app);
    new AccessPolicy(reviews, 'a', { allow: [{ from: 'anyone', methods: ['GET'] }] });
  },
};
