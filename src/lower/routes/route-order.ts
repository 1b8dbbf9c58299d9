import type { PortFacts } from '../../istio/inventory.ts';
import { conditionsOf } from '../../model/matching.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';

/** Routes in the order a proxy tries them: precedence, then more conditions, then the id. */
export function inOrder(routes: readonly RouteSnapshot[]): RouteSnapshot[] {
  return [...routes].sort(
    (a, b) =>
      b.precedence - a.precedence || strength(b) - strength(a) || compare(a.id, b.id) || compare(a.service, b.service),
  );
}

/** Conditions of the weakest alternative: what every request of the route is known to meet. */
export function strength(route: RouteSnapshot): number {
  return route.match.length === 0 ? 0 : Math.min(...route.match.map(conditionsOf));
}

/** Without `match` and `on` a route takes the place of the default route. */
export function isDefaultRoute(route: RouteSnapshot): boolean {
  return route.match.length === 0 && route.on === undefined;
}

/** The author's route in place of the default one: that for the port before that for all ports. */
export function defaultFor(routes: readonly RouteSnapshot[], port: PortFacts): RouteSnapshot | undefined {
  const candidates = routes.filter(isDefaultRoute);
  return candidates.find((route) => route.port === port.name) ?? candidates.find((route) => route.port === undefined);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
