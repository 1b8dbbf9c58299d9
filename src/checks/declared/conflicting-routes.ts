import type { GatewayFacts } from '../../istio/inventory.ts';
import { groupBy } from '../../lower/group-by.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import { answersItself } from '../../lower/routes/route-actions.ts';
import {
  isAskedFor,
  listOnGateway,
  listOnMesh,
  portOnGateway,
  readBy,
  serversOf,
} from '../../lower/routes/route-list.ts';
import { inOrder, isDefaultRoute, strength } from '../../lower/routes/route-order.ts';
import type { MatchSnapshot, RouteSnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { overlap } from './walks/match-overlap.ts';
import { PathIndex } from './walks/path-index.ts';
import { routeTitle } from './walks/wording.ts';

/** Precedence, then the number of conditions, decides which route a request takes; two equal ones must not meet. */
export const conflictingRoutes = defineCheck({
  code: 'conflicting-routes',
  severity: 'error',
  *find({ index }) {
    const said = new Map<RouteSnapshot, Set<RouteSnapshot>>();
    for (const binding of bindings(index)) {
      for (const peers of groupBy(binding.routes, rank).values()) {
        for (const [first, second] of meeting(binding, peers)) {
          if (said.get(first)?.has(second) || target(index, first) === target(index, second)) continue;
          said.set(first, (said.get(first) ?? new Set()).add(second));
          yield report(first, second, binding.where);
        }
      }
    }
  },
});

/** Routes among which a proxy chooses for one host. */
interface Binding {
  readonly where: string;
  readonly routes: readonly RouteSnapshot[];
  /** On the mesh each port of a service has routes of its own; a gateway's routes see every request of the host. */
  readonly byPort: boolean;
}

function* bindings(index: MeshIndex): Iterable<Binding> {
  for (const [key, all] of index.routes) {
    const bound = inOrder(all.filter((route) => route.on === undefined));
    const service = index.services.get(key);
    const lists = groupBy(
      bound.filter((route) => !isDefaultRoute(route)),
      (route) => (service ? listOnMesh(service, route) : 'http'),
    );
    for (const routes of lists.values()) yield { where: 'on the mesh', routes, byPort: true };
    // A default route for one port goes before that for all of them.
    const defaults = groupBy(bound.filter(isDefaultRoute), (route) => route.port ?? '');
    for (const twins of defaults.values())
      yield { where: `as the default of service '${key}'`, routes: twins, byPort: true };
  }
  const byHost = new Map<string, RouteSnapshot[]>();
  for (const route of inOrder(index.mesh.routes.filter(({ on }) => on !== undefined))) {
    for (const where of new Set(placesOnGateways(index, route))) {
      const bound = byHost.get(where);
      if (bound) bound.push(route);
      else byHost.set(where, [route]);
    }
  }
  for (const [where, bound] of byHost) yield { where, routes: bound, byPort: false };
}

/** Hosts of gateways where requests and names of TLS are told apart, and ports where nothing is but the port. */
function* placesOnGateways({ gateways, services }: MeshIndex, route: RouteSnapshot): Iterable<string> {
  const service = services.get(route.service);
  const port = service && !answersItself(route) ? portOnGateway(service, route) : undefined;
  for (const key of route.on ?? []) {
    const gateway = gateways.get(key);
    for (const host of route.hosts ?? gateway?.hosts ?? []) {
      const list = gateway ? listOnGateway(gateway, host, route, port) : 'http';
      if (list === 'http') yield `on gateway '${key}' for host '${host}'`;
      else if (list === 'tls') yield `on gateway '${key}' for TLS of host '${host}'`;
      else if (gateway && list) yield* portsFor(gateway, host, route);
    }
  }
}

function portsFor(gateway: GatewayFacts, host: string, route: RouteSnapshot): readonly string[] {
  const servers = serversOf(gateway, host).filter((server) => readBy(server) === 'tcp' && isAskedFor(route, server));
  return servers.map(({ name }) => `on port '${name}' of gateway '${gateway.key}'`);
}

function rank(route: RouteSnapshot): string {
  return `${route.precedence} ${strength(route)}`;
}

const EVERY_REQUEST: readonly MatchSnapshot[] = [{}];

/** Pairs of routes, each in the order in which a proxy would try them, that one request can match. */
function* meeting(
  { byPort }: Binding,
  peers: readonly RouteSnapshot[],
): Iterable<readonly [RouteSnapshot, RouteSnapshot]> {
  if (peers.length < 2) return;
  const paths = new PathIndex<{
    readonly place: number;
    readonly route: RouteSnapshot;
    readonly match: MatchSnapshot;
  }>();
  for (const [place, route] of peers.entries()) {
    for (const match of route.match.length === 0 ? EVERY_REQUEST : route.match)
      paths.add(match.ignorePathCase ? undefined : match.path, { place, route, match });
  }
  for (const [a, b] of paths.pairs()) {
    if (a.route === b.route || (byPort && !portsMeet(a.route, b.route)) || !overlap(a.match, b.match)) continue;
    yield a.place < b.place ? [a.route, b.route] : [b.route, a.route];
  }
}

function portsMeet(a: RouteSnapshot, b: RouteSnapshot): boolean {
  return a.port === undefined || b.port === undefined || a.port === b.port;
}

/** Equal for two routes that do the same with a request: the same pods in the same shares, the same on the way there. */
function target(index: MeshIndex, route: RouteSnapshot): string {
  const service = index.services.get(route.service);
  const port = route.on === undefined ? '' : (route.port ?? (service && portOnGateway(service, route)?.name));
  const settled = service?.stable !== undefined && !index.canaries.has(route.service);
  const to = route.to ?? (settled ? { [service.stable]: 1000 } : 'the default destination');
  const { redirect, directResponse, delegate, rewrite, headers, versionHeaders, mirrors, settings } = route;
  const answer = redirect ?? directResponse ?? delegate;
  if (answer) return JSON.stringify([answer, headers]);
  return JSON.stringify([route.service, port, route.toPort, to, rewrite, headers, versionHeaders, mirrors, settings]);
}

function report(first: RouteSnapshot, second: RouteSnapshot, where: string): CheckFinding {
  return {
    at: second.at,
    message: `${routeTitle(first)} and ${first.service === second.service ? `'${second.id}'` : routeTitle(second)} can match one request ${where}, have equal precedence and equally many conditions, and lead elsewhere.`,
    why: 'A proxy takes the first route that matches: which one would depend on the spelling of their ids alone.',
    hint: isDefaultRoute(first)
      ? 'Keep one of them, or give each a port of its own.'
      : `Give the one that should win a higher precedence (precedence: ${Math.max(first.precedence, second.precedence) + 10}), or narrow the matches until no request meets both.`,
    related: [{ message: `'${first.id}' is here`, at: first.at }],
  };
}
