import type { GatewayFacts, PortFacts, ServiceFacts } from '../istio/inventory.ts';
import type { RouteActions, RouteSnapshot } from '../model/snapshot-types.ts';
import { type RouteSettings, routeSettingNames } from '../policies/settings.ts';
import { stableSubset } from './http-routes.ts';
import type { Kept } from './lift-routes.ts';
import { type MeshIndex, portsOf } from './mesh-index.ts';
import { answersItself } from './route-actions.ts';
import { inOrder, isDefaultRoute } from './route-order.ts';
import { settingsOfRoute } from './route-settings.ts';
import type { Settings } from './settings-of.ts';
import { defaultFor } from './virtual-service.ts';

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
    const mine = routes.filter((route) => route.port === undefined || route.port === port.name);
    const inForce = settings.inForce(service, cluster, { port: port.name });
    return [...mine.filter((route) => !isDefaultRoute(route)), defaultFor(mine, port)].map((route) => ({
      ...kept(service, route, named(port)),
      ...withSettings(inForce, route),
    }));
  });
  const tcp = portsOf(service, 'tcp').flatMap((port) => {
    const split = defaultFor(
      routes.filter((route) => !answersItself(route)),
      port,
    );
    if (service.versions.length < 2 && !split) return [];
    return [{ service: service.key, match: [], to: normalSplit(service, split), port: named(port) }];
  });
  return numbered([...http, ...tcp], undefined, undefined);
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
  const found = routes.flatMap((route): Kept[] => {
    const service = index.services.get(route.service);
    if (answersItself(route)) return [{ ...kept(service, route, undefined), service: '' }];
    const http = service ? portsOf(service, 'http') : [];
    const port = route.port === undefined ? http[0] : http.find(({ name }) => name === route.port);
    if (!service || !port) return [];
    const inForce = settings.inForce(service, cluster, { port: port.name });
    return [{ ...kept(service, route, port.name), ...withSettings(inForce, route) }];
  });
  return numbered(found, [gateway.key], [host]);
}

function numbered(routes: readonly Kept[], on: RouteSnapshot['on'], hosts: RouteSnapshot['hosts']): RouteSnapshot[] {
  return routes.map((route, i) => ({ ...route, on, hosts, id: `${i}`, at: undefined, precedence: -i }));
}

function kept(service: ServiceFacts | undefined, route: RouteSnapshot | undefined, port: string | undefined): Kept {
  if (!route) return { service: service?.key ?? '', match: [], to: undefined, port };
  const { id: _, at: __, on: ___, hosts: ____, precedence: _____, callers: ______, versionHeaders, ...rest } = route;
  const own = Object.entries(versionHeaders ?? {}).filter(([version]) => route.to?.[version] !== undefined);
  return {
    ...rest,
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
