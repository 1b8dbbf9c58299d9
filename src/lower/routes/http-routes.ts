import type {
  HTTPMatchRequest,
  HTTPRoute,
  HTTPRouteDestination,
  RouteDestination,
} from '../../istio/generated/types/index.ts';
import type { PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { MatchSnapshot, RouteSnapshot } from '../../model/snapshot-types.ts';
import type { Destination } from '../../model/specs.ts';
import { lowerHttpMatch } from './http-match.ts';

/** The conditions of a route as Istio writes them, each alternative narrowed to `port` where one is given. */
export function httpMatches(
  match: readonly MatchSnapshot[],
  port: number | undefined,
): readonly HTTPMatchRequest[] | undefined {
  if (match.length === 0) return port === undefined ? undefined : [{ port }];
  return match.map((one) => lowerHttpMatch(one, port));
}

/** A route that answers by itself has no destinations. */
export function httpRoute(
  match: readonly HTTPMatchRequest[] | undefined,
  route: readonly HTTPRouteDestination[],
  rest: Partial<HTTPRoute>,
): HTTPRoute {
  return { ...(match && { match }), ...(route.length > 0 && { route }), ...rest };
}

/** The destination of a service's version; the port only where Istio could not know it. */
export function destinationOf(
  service: ServiceFacts,
  version: string | undefined,
  port: PortFacts | undefined,
): Destination {
  return {
    host: service.host,
    ...(version !== undefined && { subset: version }),
    ...(port && { port: { number: port.number } }),
  };
}

/** The port that a route sends requests to, where it is not the one that was called. */
export function calledPort(service: ServiceFacts, route: RouteSnapshot | undefined): PortFacts | undefined {
  return route?.toPort === undefined ? undefined : service.ports.find(({ name }) => name === route.toPort);
}

/** The subset that the default destination names: none while there is nothing to choose from. */
export function stableSubset(service: ServiceFacts): string | undefined {
  return service.versions.length > 1 ? service.stable : undefined;
}

/** Where a route leads: its split over versions, or the default destination. None where the proxy answers by itself. */
export function routeDestinations(
  service: ServiceFacts,
  route: RouteSnapshot | undefined,
  port: PortFacts | undefined,
): readonly HTTPRouteDestination[] {
  if (route?.to) return splitDestinations(service, route, route.to, port);
  return [{ destination: destinationOf(service, stableSubset(service), port) }];
}

/** One version alone carries no weight: Istio ignores it there. */
function splitDestinations(
  service: ServiceFacts,
  { versionHeaders = {} }: RouteSnapshot,
  to: NonNullable<RouteSnapshot['to']>,
  port: PortFacts | undefined,
): readonly HTTPRouteDestination[] {
  const shares = Object.entries(to);
  const whole = shares.every(([, share]) => share % 10 === 0);
  return shares.map(([version, share]) => ({
    destination: destinationOf(service, version, port),
    ...(shares.length > 1 && { weight: whole ? share / 10 : share }),
    ...(versionHeaders[version] && { headers: versionHeaders[version] }),
  }));
}

/** The same for connections, which have no headers. */
export function streamDestinations(
  service: ServiceFacts,
  route: RouteSnapshot | undefined,
  port: PortFacts | undefined,
): readonly RouteDestination[] {
  return routeDestinations(service, route, port).map(({ headers: _, ...rest }) => rest);
}
