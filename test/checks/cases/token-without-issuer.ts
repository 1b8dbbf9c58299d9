import { AccessPolicy, istio, JwtAuthentication } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const issuers = [{ issuer: 'https://login.example' }] as const;

export const failing: FailingCases = {
  'no tokens anywhere': {
    message:
      "AccessPolicy 'a' of service 'shop/reviews' asks for tokens, and no JwtAuthentication says which tokens count",
    build: (app) => {
      const { front, reviews } = shop(app);
      // fault: no tokens anywhere
      new AccessPolicy(reviews, 'a', { allow: [{ from: front, token: 'any' }] });
    },
  },
  'tokens at another service': {
    message: "AccessPolicy 'a' of service 'shop/reviews' asks for tokens",
    build: (app) => {
      const { front, reviews } = shop(app);
      new JwtAuthentication(front, 'tokens', { issuers });
      // fault: tokens at another service
      new AccessPolicy(reviews, 'a', {
        allow: [{ from: front, when: [{ key: 'request.auth.claims[group]', values: ['ops'] }] }],
      });
    },
  },
  'tokens in some clusters': {
    message: "no JwtAuthentication says which tokens count in clusters 'us-east' and 'us-west'",
    build: (app) => {
      const { euWest, front, reviews } = shop(app);
      new JwtAuthentication(reviews, 'tokens', { issuers, in: [euWest] });
      // fault: tokens in some clusters
      new AccessPolicy(reviews, 'a', { allow: [{ from: front, token: { issuer: 'https://login.example' } }] });
    },
  },
};

export const passing: PassingCases = {
  'tokens of the mesh': (app) => {
    const { front, mesh, reviews } = shop(app);
    new JwtAuthentication(mesh, 'tokens', { issuers, required: false });
    new AccessPolicy(reviews, 'a', { allow: [{ from: front, token: 'any' }] });
  },
  'tokens of the gateway': (app) => {
    const { web } = shop(app);
    new JwtAuthentication(web, 'tokens', { issuers, required: false });
    new AccessPolicy(web, 'a', { deny: [{ from: 'anyone', token: 'none', paths: ['/account/*'] }] });
  },
  'an object of the author judges tokens': (app) => {
    const { front, reviews, usEast } = shop(app);
    new AccessPolicy(reviews, 'a', { allow: [{ from: front, token: 'any' }] });
    new istio.RequestAuthentication(usEast, 'tokens', {
      metadata: { name: 'tokens', namespace: 'shop' },
      spec: { jwtRules: [{ issuer: 'https://login.example', jwksUri: 'https://login.example/keys' }] },
    });
  },
};
