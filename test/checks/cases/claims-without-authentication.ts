import { istio, JwtAuthentication, Route } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const issuers = [{ issuer: 'https://login.example' }] as const;
const match = { claims: { group: { exact: 'beta' } } } as const;

export const failing: FailingCases = {
  'no tokens anywhere': {
    message:
      "Route 'beta' of service 'shop/front' asks for claims of tokens, and no JwtAuthentication judges tokens at gateway 'istio-ingress/web' in clusters 'eu-west' and 'us-east'",
    build: (app) => {
      const { front, web } = shop(app);
      // fault: no tokens anywhere
      new Route(front, 'beta', { on: [web], match });
    },
  },
  'tokens of the service alone': {
    message: "Route 'beta' of service 'shop/front' asks for claims of tokens",
    build: (app) => {
      const { front, web } = shop(app);
      new JwtAuthentication(front, 'tokens', { issuers, required: false });
      // fault: tokens of the service alone
      new Route(front, 'beta', { on: [web], match: { claims: { 'org][id': 'absent' } } });
    },
  },
  'tokens in some clusters': {
    message: "at gateway 'istio-ingress/web' in cluster 'us-east'",
    build: (app) => {
      const { euWest, front, web } = shop(app);
      new JwtAuthentication(web, 'tokens', { issuers, required: false, in: [euWest] });
      // fault: tokens in some clusters
      new Route(front, 'beta', { on: [web], match });
    },
  },
};

export const passing: PassingCases = {
  'tokens of the gateway': (app) => {
    const { front, web } = shop(app);
    new JwtAuthentication(web, 'tokens', { issuers, required: false });
    new Route(front, 'beta', { on: [web], match });
  },
  'tokens of the mesh': (app) => {
    const { front, mesh, web } = shop(app);
    new JwtAuthentication(mesh, 'tokens', { issuers, required: false });
    new Route(front, 'beta', { on: [web], match });
  },
  'an object of the author judges tokens': (app) => {
    const { euWest, front, usEast, web } = shop(app);
    new Route(front, 'beta', { on: [web], match });
    for (const cluster of [usEast, euWest]) {
      new istio.RequestAuthentication(cluster, 'tokens', {
        metadata: { name: 'tokens', namespace: 'istio-ingress' },
        spec: { jwtRules: [{ issuer: 'https://login.example', jwksUri: 'https://login.example/keys' }] },
      });
    }
  },
};
