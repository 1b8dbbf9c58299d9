import type { HTTPRoute } from '../../istio/generated/types/index.ts';
import type { ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { Variant } from '../../model/specs.ts';
import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { routeVariants } from '../routes/canary-variants.ts';
import { destinationOf, httpMatches, httpRoute, routeDestinations } from '../routes/http-routes.ts';
import { answersItself, lowerActions } from '../routes/route-actions.ts';
import { defaultFor, inOrder, isDefaultRoute } from '../routes/route-order.ts';
import { settingsOfRoute } from '../routes/route-settings.ts';
import { exportTo } from '../routes/virtual-service.ts';
import type { Settings } from '../settings-of.ts';
import { destinationAt, type Egress, egressOf, portOfFamily, subsetFor, WAY_OUT } from './egress.ts';

/**
 * The way out through an egress gateway: callers' sidecars send everything for the service to the gateway, and the gateway
 * does what sidecars would have done: routes, settings and canaries of the service act there.
 */
export function egressRoutes(index: MeshIndex, settings: Settings, service: ServiceFacts): ClusterObject[] {
  const egress = egressOf(index, service);
  if (!egress) return [];
  const at = index.mesh.places[`services/${service.key}`];
  const toGateway = sidecarRoutes(index, service, egress);
  const mesh = index.clientClusters(service).map((cluster): ClusterObject => {
    return { cluster, manifest: toGateway, tier: WAY_OUT, service: service.key, at, variants: [] };
  });
  const beyond = index.serverClusters(egress.gateway).map((cluster): ClusterObject => {
    const { manifest, variants } = gatewayRoutes(index, settings, service, egress, cluster);
    return { cluster, manifest, tier: 'services', service: service.key, at, variants };
  });
  return [...mesh, ...beyond];
}

function sidecarRoutes(index: MeshIndex, service: ServiceFacts, egress: Egress): Manifest {
  const http = portOfFamily(service, 'http');
  const tls = portOfFamily(service, 'tls');
  const to = (family: 'http' | 'tls') => [{ destination: destinationAt(egress, service, family) }];
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: service.name, namespace: service.namespace },
    spec: {
      hosts: [service.host],
      exportTo: exportTo(index.callerNamespaces(service)),
      ...(http && { http: [{ match: [{ port: http.number }], route: to('http') }] }),
      ...(tls && { tls: [{ match: [{ port: tls.number, sniHosts: [service.host] }], route: to('tls') }] }),
    },
  };
}

function gatewayRoutes(
  index: MeshIndex,
  settings: Settings,
  service: ServiceFacts,
  egress: Egress,
  cluster: string,
): { readonly manifest: Manifest; readonly variants: readonly Variant[] } {
  const { host } = service;
  const { gateway, ports } = egress;
  const part = httpPart(index, settings, service, ports.http, cluster);
  const tls = portOfFamily(service, 'tls');
  const sni = tls && {
    match: [{ port: ports.tls, sniHosts: [host] }],
    route: [{ destination: destinationOf(service, undefined, tls) }],
  };
  const manifest: Manifest = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: subsetFor(service), namespace: gateway.namespace },
    spec: {
      hosts: [host],
      gateways: [subsetFor(service)],
      exportTo: ['.'],
      ...(part.http.length > 0 && { http: part.http }),
      ...(sni && { tls: [sni] }),
    },
  };
  return { manifest, variants: part.variants };
}

/** The service's own routes, its default one last, for what comes to the gateway's port. */
function httpPart(index: MeshIndex, settings: Settings, service: ServiceFacts, number: number, cluster: string) {
  const http: HTTPRoute[] = [];
  const variants: Variant[] = [];
  const port = portOfFamily(service, 'http');
  if (!port) return { http, variants };
  const effective = settings.inForce(service, cluster, { port: port.name });
  const written = (index.routes.get(service.key) ?? []).filter((route) => route.on === undefined);
  const mine = inOrder(written.filter((route) => route.port === undefined || route.port === port.name));
  for (const route of [...mine.filter((one) => !isDefaultRoute(one)), defaultFor(mine, port)]) {
    const match = httpMatches(route?.match ?? [], number);
    const actions = route ? lowerActions(route, service, port) : {};
    if (route && answersItself(route)) {
      http.push(httpRoute(match, [], actions));
      continue;
    }
    const place = { protocol: 'http', index: http.length, port, match, mirrors: actions.mirrors } as const;
    if (!route?.to) variants.push(...routeVariants(index, service, cluster, place));
    const own = { ...settingsOfRoute(effective, route), ...actions };
    http.push(httpRoute(match, routeDestinations(service, route, port), own));
  }
  return { http, variants };
}
