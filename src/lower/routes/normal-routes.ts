import type { GatewayFacts, PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { MatchSnapshot, RouteActions, RouteSnapshot } from '../../model/snapshot-types.ts';
import { type RouteSettings, routeSettingNames } from '../../policies/settings.ts';
import type { Kept } from '../lift/routes.ts';
import { type MeshIndex, portsOf } from '../mesh-index.ts';
import type { Settings } from '../settings-of.ts';
import { namesFor } from './gateway-routes.ts';
import { stableSubset } from './http-routes.ts';
import { answersItself } from './route-actions.ts';
import { listOnGateway, listOnMesh, portOnGateway, type RouteList } from './route-list.ts';
import { defaultFor, inOrder, isDefaultRoute } from './route-order.ts';
import { settingsOfRoute } from './route-settings.ts';
import { tcpRoutesOf, tlsRoutesOf } from './stream-routes.ts';

/** What `liftRoutes` gives back of a service's routes in the mesh, lowered for the callers of one cluster. */
export function normalMeshRoutes(
  index: MeshIndex,
  settings: Settings,
  service: ServiceFacts,
  cluster: string,
): RouteSnapshot[] {
  const routes = inOrder((index.routes.get(service.key) ?? []).filter((route) => route.on === undefined));
  const named = (port: PortFacts) => (service.ports.length > 1 ? port.name : undefined);
  const http = portsOf(service, 'http').flatMap((port) => {
    const mine = routes.filter(
      (route) =>
        (route.port === undefined || route.port === port.name) &&
        (isDefaultRoute(route) || listOnMesh(service, route) === 'http'),
    );
    const inForce = settings.inForce(service, cluster, { port: port.name });
    return [...mine.filter((route) => !isDefaultRoute(route)), defaultFor(mine, port)].map((route) => ({
      ...kept(service, route, named(port)),
      ...withSettings(inForce, route),
    }));
  });
  const tls = portsOf(service, 'tls').flatMap((port) =>
    tlsRoutesOf(service, routes, port).map((route) => normalStream(service, route, route.match, named(port))),
  );
  const tcp = portsOf(service, 'tcp').flatMap((port) =>
    tcpRoutesOf(service, routes, port).map((route) => normalStream(service, route, route?.match ?? [], named(port))),
  );
  return numbered([...http, ...tls, ...tcp], undefined, undefined);
}

/** What is kept of a route for connections, each name of TLS by itself. */
function normalStream(
  service: ServiceFacts,
  route: RouteSnapshot | undefined,
  match: readonly MatchSnapshot[],
  port: string | undefined,
): Kept {
  const alternatives = match.flatMap(({ sniHosts, ...rest }): MatchSnapshot[] =>
    sniHosts ? sniHosts.map((name) => ({ sniHosts: [name], ...rest })) : [rest],
  );
  return { service: service.key, match: alternatives, to: normalSplit(service, route), port };
}

/** The same of the routes that one gateway has for one host. */
export function normalGatewayRoutes(
  index: MeshIndex,
  settings: Settings,
  gateway: GatewayFacts,
  host: string,
  cluster: string,
): RouteSnapshot[] {
  const bound = index.mesh.routes.filter((route) => route.on?.includes(gateway.key));
  const routes = inOrder(bound.filter((route) => route.hosts === undefined || route.hosts.includes(host)));
  const lists: Record<RouteList, Kept[]> = { http: [], tls: [], tcp: [] };
  for (const route of routes) {
    const service = index.services.get(route.service);
    const own = answersItself(route);
    const port = service && !own ? portOnGateway(service, route) : undefined;
    const list = own || port ? listOnGateway(gateway, host, route, port) : undefined;
    if (list === 'http' && own) lists.http.push({ ...kept(service, route, undefined), service: '' });
    else if (list === 'http' && service && port) {
      const inForce = settings.inForce(service, cluster, { port: port.name });
      lists.http.push({ ...kept(service, route, port.name), ...withSettings(inForce, route) });
    } else if (list && service && port) {
      const match = list === 'tls' ? namesFor(route.match, host) : route.match;
      if (list === 'tcp' || match.length > 0) lists[list].push(normalStream(service, route, match, port.name));
    }
  }
  const found = [...lists.http, ...lists.tls, ...lists.tcp];
  return numbered(found, [gateway.key], [host]);
}

function numbered(routes: readonly Kept[], on: RouteSnapshot['on'], hosts: RouteSnapshot['hosts']): RouteSnapshot[] {
  return routes.map((route, i) => ({ ...route, on, hosts, id: `${i}`, at: undefined, precedence: -i }));
}

function kept(service: ServiceFacts | undefined, route: RouteSnapshot | undefined, port: string | undefined): Kept {
  if (!route) return { service: service?.key ?? '', match: [], to: undefined, port };
  const { id: _, at: __, on: ___, hosts: ____, precedence: _____, callers: ______, ...said } = route;
  const { versionHeaders, toPort, ...rest } = said;
  const own = Object.entries(versionHeaders ?? {}).filter(([version]) => route.to?.[version] !== undefined);
  return {
    ...rest,
    ...(toPort !== undefined && toPort !== port && { toPort }),
    to: own.length > 0 ? route.to : normalSplit(service, route),
    port,
    ...(own.length > 0 && { versionHeaders: Object.fromEntries(own) }),
  };
}

/** All for the stable version is what the default destination says. */
function normalSplit(service: ServiceFacts | undefined, route: RouteSnapshot | undefined): RouteSnapshot['to'] {
  const shares = Object.keys(route?.to ?? {});
  const stable = service && stableSubset(service);
  return shares.length === 1 && shares[0] === stable ? undefined : route?.to;
}

function withSettings(
  inForce: ReturnType<Settings['inForce']>,
  route: RouteSnapshot | undefined,
): Pick<RouteActions, 'settings' | 'headers'> {
  if (route && answersItself(route)) return {};
  // Of policies' headers a rewrite of the route leaves the host aside.
  const headers = route?.headers ?? settingsOfRoute(inForce, route).headers;
  const found = routeSettingNames.map(
    (name) => [name, route?.settings?.[name] ?? inForce.get(name)?.settings[name]] as const,
  );
  const set = found.filter(([, value]) => value !== undefined);
  return {
    ...(headers && { headers }),
    ...(set.length > 0 && { settings: Object.fromEntries(set) as RouteSettings }),
  };
}
