import type { L4MatchAttributes, TCPRoute, TLSMatchAttributes, TLSRoute } from '../../istio/generated/types/index.ts';
import { hostCovers } from '../../istio/hosts.ts';
import type { PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { MatchSnapshot, RouteSnapshot } from '../../model/snapshot-types.ts';
import { portsOf } from '../mesh-index.ts';
import type { RoutePlace } from './canary-variants.ts';
import { streamDestinations } from './http-routes.ts';
import { answersItself } from './route-actions.ts';
import { listOnMesh } from './route-list.ts';
import { defaultFor, isDefaultRoute } from './route-order.ts';

/** Routes for connections, and where they lead to the default destination. */
export interface StreamPart<Route> {
  readonly routes: Route[];
  readonly defaults: RoutePlace[];
}

/** Ports of TCP: the routes that ask for callers or addresses, then the default route, where there is something to say. */
export function tcpPart(service: ServiceFacts, routes: readonly RouteSnapshot[]): StreamPart<TCPRoute> {
  const part: StreamPart<TCPRoute> = { routes: [], defaults: [] };
  for (const port of portsOf(service, 'tcp')) {
    const named = service.ports.length > 1 ? port : undefined;
    for (const route of tcpRoutesOf(service, routes, port)) {
      const match = tcpMatches(route?.match ?? [], named?.number);
      if (!route?.to) part.defaults.push({ protocol: 'tcp', index: part.routes.length, port: named });
      part.routes.push({ ...(match && { match }), route: streamDestinations(service, route, named) });
    }
  }
  return part;
}

/** Of a port, in the order in which proxies try them; undefined: the default route that nobody wrote. */
export function tcpRoutesOf(
  service: ServiceFacts,
  routes: readonly RouteSnapshot[],
  port: PortFacts,
): readonly (RouteSnapshot | undefined)[] {
  const own = routes.filter((route) => isFor(route, port) && listOnMesh(service, route) === 'tcp');
  const split = defaultFor(
    routes.filter((route) => !answersItself(route)),
    port,
  );
  return service.versions.length < 2 && !split && own.length === 0 ? [] : [...own, split];
}

/** Ports of TLS have the routes that ask for names, and no default one. */
export function tlsPart(service: ServiceFacts, routes: readonly RouteSnapshot[]): StreamPart<TLSRoute> {
  const part: StreamPart<TLSRoute> = { routes: [], defaults: [] };
  for (const port of portsOf(service, 'tls')) {
    const named = service.ports.length > 1 ? port : undefined;
    for (const route of tlsRoutesOf(service, routes, port)) {
      if (!route.to) part.defaults.push({ protocol: 'tls', index: part.routes.length, port: named });
      const match = tlsMatches(route.match, named?.number);
      part.routes.push({ match, route: streamDestinations(service, route, named) });
    }
  }
  return part;
}

/** Of a port, in the order in which Istio takes them. */
export function tlsRoutesOf(
  service: ServiceFacts,
  routes: readonly RouteSnapshot[],
  port: PortFacts,
): readonly RouteSnapshot[] {
  return routes.filter((route) => isFor(route, port) && listOnMesh(service, route) === 'tls');
}

function isFor(route: RouteSnapshot, { name }: PortFacts): boolean {
  return !isDefaultRoute(route) && (route.port === undefined || route.port === name);
}

/** Hosts of a VirtualService: the service's, and names that callers of its TLS ask for, without which Istio refuses them. */
export function hostsOf(service: ServiceFacts, { routes }: StreamPart<TLSRoute>): readonly string[] {
  const asked = routes.flatMap(({ match }) => match.flatMap(({ sniHosts }) => sniHosts));
  const others = [...new Set(asked)].filter((name) => !hostCovers(service.host, name));
  return [
    service.host,
    ...others.filter((name) => !others.some((wide) => wide !== name && hostCovers(wide, name))).sort(),
  ];
}

export function tcpMatches(
  match: readonly MatchSnapshot[],
  port: number | undefined,
): readonly L4MatchAttributes[] | undefined {
  const made = match.length === 0 ? [connection({}, port)] : match.map((one) => connection(one, port));
  return made.every((one) => Object.keys(one).length === 0) ? undefined : made;
}

/** One alternative a name: Istio tells lists of names apart as a whole, and proxies take no listener with a name twice. */
export function tlsMatches(match: readonly MatchSnapshot[], port: number | undefined): readonly TLSMatchAttributes[] {
  return match.flatMap((one) => (one.sniHosts ?? []).map((name) => ({ sniHosts: [name], ...connection(one, port) })));
}

function connection({ destinationSubnets, from, gatewayPort }: MatchSnapshot, port: number | undefined) {
  return {
    ...(destinationSubnets && { destinationSubnets }),
    ...(from?.namespace !== undefined && { sourceNamespace: from.namespace }),
    ...(from?.labels && { sourceLabels: from.labels }),
    ...(gatewayPort !== undefined && { port: gatewayPort }),
    ...(port !== undefined && { port }),
  };
}

/** The same backwards; on gateways `port` is one of the gateway's. */
export function liftConnection(match: L4MatchAttributes | TLSMatchAttributes, onGateway: boolean): MatchSnapshot {
  const { destinationSubnets, sourceNamespace, sourceLabels, port } = match;
  const from = {
    ...(sourceNamespace !== undefined && { namespace: sourceNamespace }),
    ...(sourceLabels && { labels: sourceLabels }),
  };
  return {
    ...('sniHosts' in match && { sniHosts: match.sniHosts }),
    ...(destinationSubnets && { destinationSubnets }),
    ...(Object.keys(from).length > 0 && { from }),
    ...(onGateway && port !== undefined && { gatewayPort: port }),
  };
}
