import type { HTTPRoute, TCPRoute } from '../istio/generated/types/index.ts';
import type { PortFacts, ServiceFacts } from '../istio/inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { RouteSnapshot } from '../model/snapshot-types.ts';
import { type RoutePlace, routeVariants } from './canary-variants.ts';
import type { ClusterObject } from './cluster-object.ts';
import { httpMatches, httpRoute, routeDestinations } from './http-routes.ts';
import { routeSettings } from './merge.ts';
import { type MeshIndex, portsOf } from './mesh-index.ts';
import { inOrder, isDefaultRoute } from './route-order.ts';
import type { Settings } from './settings-of.ts';

/**
 * What callers' sidecars do with requests for a service: one VirtualService in each client cluster, or none where there
 * is nothing to say. Clusters in which the same policies apply share one manifest.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export function meshVirtualServices(index: MeshIndex, settings: Settings, service: ServiceFacts): ClusterObject[] {
  const routes = inOrder((index.routes.get(service.key) ?? []).filter((route) => route.on === undefined));
  const at = index.mesh.places[`services/${service.key}`];
  const built = new Map<string, Built | undefined>();
  return index.clientClusters(service).flatMap((cluster) => {
    const key = settings.fingerprint(service, cluster);
    if (!built.has(key)) built.set(key, build(index, settings, service, routes, cluster));
    const found = built.get(key);
    if (!found) return [];
    const variants = found.defaults.flatMap((place) => routeVariants(index, service, cluster, place));
    return [{ cluster, manifest: found.manifest, tier: 'mesh-routes' as const, service: service.key, at, variants }];
  });
}

interface Built {
  readonly manifest: Manifest;
  /** Where its routes lead to the default destination. */
  readonly defaults: readonly RoutePlace[];
}

function build(
  index: MeshIndex,
  settings: Settings,
  service: ServiceFacts,
  routes: readonly RouteSnapshot[],
  cluster: string,
): Built | undefined {
  const http = httpPart(settings, service, routes, cluster);
  const tcp = tcpPart(service, routes);
  const says = service.versions.length > 1 || routes.length > 0 || http.routes.some(saysMoreThanDefault);
  if (!says || http.routes.length + tcp.routes.length === 0) return undefined;
  const spec = {
    hosts: [service.host],
    exportTo: exportTo(index.callerNamespaces(service)),
    ...(http.routes.length > 0 && { http: http.routes }),
    ...(tcp.routes.length > 0 && { tcp: tcp.routes }),
  };
  const metadata = { name: service.name, namespace: service.namespace };
  return {
    manifest: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata, spec },
    defaults: [...http.defaults, ...tcp.defaults],
  };
}

/** Callers' namespaces for a closed list; everybody otherwise, said aloud because a mesh may have another default. */
export function exportTo(namespaces: readonly string[] | undefined): readonly string[] {
  if (namespaces === undefined) return ['*'];
  return namespaces.length === 0 ? ['.'] : namespaces;
}

interface Part<Route> {
  readonly routes: Route[];
  readonly defaults: RoutePlace[];
}

/** With several ports each gets routes of its own: a destination without a port would be ambiguous. */
function httpPart(
  settings: Settings,
  service: ServiceFacts,
  routes: readonly RouteSnapshot[],
  cluster: string,
): Part<HTTPRoute> {
  const part: Part<HTTPRoute> = { routes: [], defaults: [] };
  for (const port of portsOf(service, 'http')) {
    const named = service.ports.length > 1 ? port : undefined;
    const own = routeSettings(settings.inForce(service, cluster, { port: port.name }));
    const mine = routes.filter((route) => route.port === undefined || route.port === port.name);
    for (const route of [...mine.filter((r) => !isDefaultRoute(r)), defaultFor(mine, port)]) {
      if (!route?.to) part.defaults.push({ protocol: 'http', index: part.routes.length, port: named });
      part.routes.push(
        httpRoute(httpMatches(route?.match ?? [], named?.number), routeDestinations(service, route, named), own),
      );
    }
  }
  return part;
}

/** TCP ports follow the default route alone: nothing in a TCP stream can be matched but its port. */
function tcpPart(service: ServiceFacts, routes: readonly RouteSnapshot[]): Part<TCPRoute> {
  const part: Part<TCPRoute> = { routes: [], defaults: [] };
  for (const port of portsOf(service, 'tcp')) {
    const split = defaultFor(routes, port);
    if (service.versions.length < 2 && !split) continue;
    const named = service.ports.length > 1 ? port : undefined;
    if (!split?.to) part.defaults.push({ protocol: 'tcp', index: part.routes.length, port: named });
    const route = routeDestinations(service, split, named) as NonNullable<TCPRoute['route']>;
    part.routes.push({ ...(named && { match: [{ port: named.number }] }), route });
  }
  return part;
}

/** The author's route in place of the default one: that for the port before that for all ports. */
function defaultFor(routes: readonly RouteSnapshot[], port: PortFacts): RouteSnapshot | undefined {
  const candidates = routes.filter(isDefaultRoute);
  return candidates.find((route) => route.port === port.name) ?? candidates.find((route) => route.port === undefined);
}

function saysMoreThanDefault(route: HTTPRoute): boolean {
  return Object.keys(route).some((key) => key !== 'route' && key !== 'match');
}
