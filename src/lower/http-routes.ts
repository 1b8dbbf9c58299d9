import type { HTTPMatchRequest, HTTPRoute, HTTPRouteDestination } from '../istio/generated/types/index.ts';
import type { PortFacts, ServiceFacts } from '../istio/inventory.ts';
import type { MatchSnapshot, RouteSnapshot } from '../model/snapshot-types.ts';
import type { Destination, Permille } from '../model/specs.ts';

/** The conditions of a route as Istio writes them, each alternative narrowed to `port` where one is given. */
export function httpMatches(
  match: readonly MatchSnapshot[],
  port: number | undefined,
): readonly HTTPMatchRequest[] | undefined {
  const narrowed = port === undefined ? {} : { port };
  if (match.length === 0) return port === undefined ? undefined : [narrowed];
  return match.map(({ path, headers }) => ({
    ...(path && { uri: path }),
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value === 'present' ? {} : value]),
      ),
    }),
    ...narrowed,
  })) as HTTPMatchRequest[];
}

export function httpRoute(
  match: readonly HTTPMatchRequest[] | undefined,
  route: readonly HTTPRouteDestination[],
  settings: Partial<HTTPRoute>,
): HTTPRoute {
  return { ...(match && { match }), route, ...settings };
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

/** The subset that the default destination names: none while there is nothing to choose from. */
export function stableSubset(service: ServiceFacts): string | undefined {
  return service.versions.length > 1 ? service.stable : undefined;
}

/** A split over versions. One version alone carries no weight: Istio ignores it there. */
export function splitDestinations(
  service: ServiceFacts,
  to: Readonly<Record<string, Permille>>,
  port: PortFacts | undefined,
): readonly HTTPRouteDestination[] {
  const shares = Object.entries(to);
  if (shares.length === 1) return [{ destination: destinationOf(service, shares[0]?.[0], port) }];
  const whole = shares.every(([, share]) => share % 10 === 0);
  return shares.map(([version, share]) => ({
    destination: destinationOf(service, version, port),
    weight: whole ? share / 10 : share,
  }));
}

export function routeDestinations(
  service: ServiceFacts,
  route: RouteSnapshot | undefined,
  port: PortFacts | undefined,
): readonly HTTPRouteDestination[] {
  if (route?.to) return splitDestinations(service, route.to, port);
  return [{ destination: destinationOf(service, stableSubset(service), port) }];
}
