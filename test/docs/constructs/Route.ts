import { Route } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ web, cart, stock }: Shop) {
  new Route(cart, 'site', { on: [web] }); // what the gateway does with requests that nothing else claims
  new Route(cart, 'robots', {
    on: [web],
    match: { path: { exact: '/robots.txt' } },
    directResponse: { status: 200, body: 'User-agent: *\n' },
  });
  new Route(stock, 'testers', {
    match: { headers: { 'x-tester': { exact: 'yes' } } },
    port: 'http',
    to: { v2: 90, v3: 10 },
  });
}
