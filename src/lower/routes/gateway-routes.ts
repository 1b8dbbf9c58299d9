import type { HTTPRoute, TCPRoute, TLSRoute } from '../../istio/generated/types/index.ts';
import { hostCovers } from '../../istio/hosts.ts';
import type { GatewayFacts, PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { MatchSnapshot, RouteSnapshot } from '../../model/snapshot-types.ts';
import type { Variant } from '../../model/specs.ts';
import type { MeshIndex } from '../mesh-index.ts';
import type { Settings } from '../settings-of.ts';
import { type RoutePlace, routeVariants } from './canary-variants.ts';
import { httpMatches, httpRoute, routeDestinations, streamDestinations } from './http-routes.ts';
import { answersItself, lowerActions } from './route-actions.ts';
import { listOnGateway, portOnGateway } from './route-list.ts';
import { settingsOfRoute } from './route-settings.ts';
import { tcpMatches, tlsMatches } from './stream-routes.ts';

/** What a gateway of one cluster has for a host, list by list. */
export interface GatewayRoutes {
  readonly http: HTTPRoute[];
  readonly tls: TLSRoute[];
  readonly tcp: TCPRoute[];
  readonly variants: Variant[];
}

/** Where a gateway of one cluster gets its routes for a host from. */
export interface GatewayHost {
  readonly gateway: GatewayFacts;
  readonly host: string;
  readonly cluster: string;
}

export function gatewayRoutes(
  index: MeshIndex,
  settings: Settings,
  at: GatewayHost,
  routes: readonly RouteSnapshot[],
): GatewayRoutes {
  const made: GatewayRoutes = { http: [], tls: [], tcp: [], variants: [] };
  for (const route of routes) {
    const service = index.services.get(route.service);
    const port = service && portOnGateway(service, route);
    if (service && answersItself(route)) {
      if (listOnGateway(at.gateway, at.host, route, undefined))
        made.http.push(httpRoute(httpMatches(route.match, undefined), [], lowerActions(route, service, undefined)));
    } else if (service && port) addRoute(index, settings, at, { route, service, port }, made);
  }
  return made;
}

interface Led {
  readonly route: RouteSnapshot;
  readonly service: ServiceFacts;
  readonly port: PortFacts;
}

function addRoute(index: MeshIndex, settings: Settings, at: GatewayHost, led: Led, made: GatewayRoutes): void {
  const { route, service, port } = led;
  const { gateway, host, cluster } = at;
  const list = listOnGateway(gateway, host, route, port);
  const follow = (place: RoutePlace) => {
    if (!route.to) made.variants.push(...routeVariants(index, service, cluster, place));
  };
  if (list === 'http') {
    const match = httpMatches(route.match, undefined);
    const actions = lowerActions(route, service, port);
    follow({ protocol: 'http', index: made.http.length, port, match, mirrors: actions.mirrors });
    const effective = settings.inForce(service, cluster, { port: port.name });
    const own = { ...settingsOfRoute(effective, route), ...actions };
    made.http.push(httpRoute(match, routeDestinations(service, route, port), own));
  } else if (list === 'tls') {
    const match = tlsMatches(namesFor(route.match, host), undefined);
    if (match.length === 0) return;
    follow({ protocol: 'tls', index: made.tls.length, port });
    made.tls.push({ match, route: streamDestinations(service, route, port) });
  } else if (list === 'tcp') {
    const match = tcpMatches(route.match, undefined);
    follow({ protocol: 'tcp', index: made.tcp.length, port });
    made.tcp.push({ ...(match && { match }), route: streamDestinations(service, route, port) });
  }
}

/** The conditions of a route to TLS that is passed through, for one host: of the names that it asks for those of the host. */
export function namesFor(match: readonly MatchSnapshot[], host: string): readonly MatchSnapshot[] {
  const alternatives = match.length === 0 ? [{}] : match;
  return alternatives.flatMap((one) => {
    const sniHosts = one.sniHosts?.filter((name) => hostCovers(host, name)) ?? [host];
    return sniHosts.length === 0 ? [] : [{ ...one, sniHosts }];
  });
}
