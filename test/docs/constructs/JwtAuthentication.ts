import { AccessPolicy, JwtAuthentication, Route } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ web, cart }: Shop) {
  new Route(cart, 'site', { on: [web] });
  new JwtAuthentication(web, 'customers', {
    issuers: [
      { issuer: 'https://login.shop.example', jwksUri: 'https://login.shop.example/keys', audiences: ['shop'] },
    ],
    required: { exceptPaths: ['/login', '/static/*'] },
  });
  new AccessPolicy(web, 'staff', {
    deny: [{ from: 'anyone', paths: ['/admin/*'], token: { claims: { groups: ['guests'] } } }],
  });
}
