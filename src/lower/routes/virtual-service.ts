import type {
  HTTPMatchRequest,
  HTTPRoute,
  HTTPRouteDestination,
  TCPRoute,
  TLSRoute,
} from '../../istio/generated/types/index.ts';
import type { PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import type { ClusterObject } from '../cluster-object.ts';
import { type MeshIndex, portsOf } from '../mesh-index.ts';
import type { Effective } from '../precedence.ts';
import type { Settings } from '../settings-of.ts';
import { type RoutePlace, routeVariants } from './canary-variants.ts';
import { calledPort, httpMatches, httpRoute, routeDestinations } from './http-routes.ts';
import { lowerActions } from './route-actions.ts';
import { listOnMesh } from './route-list.ts';
import { defaultFor, inOrder, isDefaultRoute } from './route-order.ts';
import { settingsOfRoute } from './route-settings.ts';
import { hostsOf, type StreamPart, tcpPart, tlsPart } from './stream-routes.ts';

export { defaultFor } from './route-order.ts';

/**
 * What callers' sidecars do with requests for a service: one VirtualService in each client cluster, or none where there
 * is nothing to say. Clusters in which the same policies apply share one manifest.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/
 */
export function meshVirtualServices(index: MeshIndex, settings: Settings, service: ServiceFacts): ClusterObject[] {
  const routes = inOrder((index.routes.get(service.key) ?? []).filter((route) => route.on === undefined));
  const at = index.mesh.places[`services/${service.key}`];
  const shared: Shared = {
    service,
    exportTo: exportTo(index.callerNamespaces(service)),
    http: sketchRoutes(service, routes),
    tcp: tcpPart(service, routes),
    tls: tlsPart(service, routes),
    needed: service.versions.length > 1 || routes.length > 0,
  };
  const clients = index.clientClusters(service);
  const buildOnce = (one: Shared) => {
    const built = new Map<string, Built | undefined>();
    return (cluster: string) => {
      const key = settings.fingerprint(service, cluster);
      if (!built.has(key)) built.set(key, build(one, settings, cluster));
      return built.get(key);
    };
  };
  const builtIn = buildOnce(shared);
  const neededIn = buildOnce({ ...shared, needed: true });
  return clients.flatMap((cluster) => {
    const isRead = () => index.besides(cluster, clients).some((other) => builtIn(other));
    const found = builtIn(cluster) ?? (isRead() ? neededIn(cluster) : undefined);
    if (!found) return [];
    const variants = found.defaults.flatMap((place) => routeVariants(index, service, cluster, place));
    return [{ cluster, manifest: found.manifest, tier: 'mesh-routes' as const, service: service.key, at, variants }];
  });
}

/** What all client clusters have in common. */
interface Shared {
  readonly service: ServiceFacts;
  readonly exportTo: readonly string[];
  readonly http: readonly Sketch[];
  readonly tcp: StreamPart<TCPRoute>;
  readonly tls: StreamPart<TLSRoute>;
  /** Whether there is something to say even without settings; and what one istiod reads has routes for all it serves. */
  readonly needed: boolean;
}

interface Built {
  readonly manifest: Manifest;
  /** Where its routes lead to the default destination. */
  readonly defaults: readonly RoutePlace[];
}

function build(
  { service, exportTo, http, tcp, tls, needed }: Shared,
  settings: Settings,
  cluster: string,
): Built | undefined {
  const part = httpPart(settings, service, http, cluster);
  if (!needed && !part.routes.some(saysMoreThanDefault)) return undefined;
  if (part.routes.length + tcp.routes.length + tls.routes.length === 0) return undefined;
  const spec = {
    hosts: hostsOf(service, tls),
    exportTo,
    ...(part.routes.length > 0 && { http: part.routes }),
    ...(tls.routes.length > 0 && { tls: tls.routes }),
    ...(tcp.routes.length > 0 && { tcp: tcp.routes }),
  };
  const metadata = { name: service.name, namespace: service.namespace };
  return {
    manifest: { apiVersion: 'networking.istio.io/v1', kind: 'VirtualService', metadata, spec },
    defaults: [...part.defaults, ...tls.defaults, ...tcp.defaults],
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

/** A route before any cluster's settings: what all client clusters share. */
interface Sketch {
  readonly port: PortFacts;
  /** Where it leads to, where that has to be named. */
  readonly called: PortFacts | undefined;
  readonly match: readonly HTTPMatchRequest[] | undefined;
  readonly route: readonly HTTPRouteDestination[];
  /** The author's route; undefined where nobody wrote the default one. */
  readonly written: RouteSnapshot | undefined;
  /** What it does beside, its settings aside. */
  readonly actions: Partial<HTTPRoute>;
}

/** With several ports each gets routes of its own: a destination without a port would be ambiguous. */
function sketchRoutes(service: ServiceFacts, routes: readonly RouteSnapshot[]): Sketch[] {
  const ofHttp = routes.filter((route) => isDefaultRoute(route) || listOnMesh(service, route) === 'http');
  return portsOf(service, 'http').flatMap((port) => {
    const named = service.ports.length > 1 ? port : undefined;
    const mine = ofHttp.filter((route) => route.port === undefined || route.port === port.name);
    return [...mine.filter((route) => !isDefaultRoute(route)), defaultFor(mine, port)].map((route) => {
      const called = calledPort(service, route) ?? named;
      return {
        port,
        called,
        match: httpMatches(route?.match ?? [], named?.number),
        route: routeDestinations(service, route, called),
        written: route,
        actions: route ? lowerActions(route, service, called) : {},
      };
    });
  });
}

function httpPart(
  settings: Settings,
  service: ServiceFacts,
  sketches: readonly Sketch[],
  cluster: string,
): Part<HTTPRoute> {
  const part: Part<HTTPRoute> = { routes: [], defaults: [] };
  const inForce = new Map<PortFacts, Effective>();
  for (const { port, called, match, route, written, actions } of sketches) {
    const effective = inForce.get(port) ?? settings.inForce(service, cluster, { port: port.name });
    inForce.set(port, effective);
    const { mirrors } = actions;
    if (!written?.to) part.defaults.push({ protocol: 'http', index: part.routes.length, port: called, match, mirrors });
    part.routes.push(httpRoute(match, route, { ...settingsOfRoute(effective, written), ...actions }));
  }
  return part;
}

function saysMoreThanDefault(route: HTTPRoute): boolean {
  return Object.keys(route).some((key) => key !== 'route' && key !== 'match');
}
