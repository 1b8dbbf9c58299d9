import { groupBy } from '../../lower/group-by.ts';
import { portsOf } from '../../lower/mesh-index.ts';
import { inOrder } from '../../lower/routes/route-order.ts';
import { tlsRoutesOf } from '../../lower/routes/stream-routes.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { routeTitle } from './walks/wording.ts';

/** Proxies look at the address of a connection before its name, and Istio hands addresses on to the routes behind. */
export const addressesOfSomeNames = defineCheck({
  code: 'addresses-of-some-names',
  severity: 'error',
  *find({ index }) {
    for (const service of index.mesh.inventory.services) {
      const routes = inOrder((index.routes.get(service.key) ?? []).filter(({ on }) => on === undefined));
      const told = new Set<RouteSnapshot>();
      for (const port of portsOf(service, 'tls')) {
        const alike = [...groupBy(tlsRoutesOf(service, routes, port), addressesOf).values()];
        const [[first] = [], ...others] = alike;
        for (const [route] of others) if (first && route && !told.has(route)) yield report(first, route, port.name);
        for (const [route] of others) if (route) told.add(route);
      }
    }
  },
});

function addressesOf({ match }: RouteSnapshot): string {
  return JSON.stringify(match[0]?.destinationSubnets ?? []);
}

function report(first: RouteSnapshot, route: RouteSnapshot, port: string): CheckFinding {
  return {
    at: route.at,
    message: `${routeTitle(route)} and '${first.id}' ask for different addresses on port '${port}'.`,
    why: "Proxies choose by address before they look at names: connections to one route's addresses would be refused for names of the other.",
    hint: 'Give all routes of the port the same destinationSubnets, or none; or make what has other addresses a service of its own.',
    related: [{ message: `'${first.id}' is here`, at: first.at }],
  };
}
