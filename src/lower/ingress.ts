import type { Server } from '../istio/generated/types/index.ts';
import type { GatewayFacts, ServiceFacts } from '../istio/inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { RouteSnapshot } from '../model/snapshot-types.ts';
import type { Variant } from '../model/specs.ts';
import { routeVariants } from './canary-variants.ts';
import type { ClusterObject } from './cluster-object.ts';
import { httpMatches, httpRoute, routeDestinations } from './http-routes.ts';
import { type MeshIndex, portsOf } from './mesh-index.ts';
import { answersItself, lowerActions } from './route-actions.ts';
import { inOrder } from './route-order.ts';
import { settingsOfRoute } from './route-settings.ts';
import type { Settings } from './settings-of.ts';

/**
 * The ports and hosts that an ingress gateway's pods open, in each cluster that runs them.
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export function ingressGateways(index: MeshIndex, gateway: GatewayFacts): ClusterObject[] {
  const servers = gateway.servers.map(
    ({ name, number, tls, httpsRedirect }): Server =>
      ({
        port: { number, name, protocol: tls ? 'HTTPS' : 'HTTP' },
        hosts: gateway.hosts,
        ...(tls && { tls: { mode: tls.mode, credentialName: tls.credentialName } }),
        ...(httpsRedirect && { tls: { httpsRedirect: true } }),
      }) as Server,
  );
  const manifest: Manifest = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: gateway.name, namespace: gateway.namespace },
    spec: { selector: gateway.selector, servers },
  };
  return gateway.clusters.map((cluster) => ({
    cluster,
    manifest,
    tier: 'entries',
    service: undefined,
    at: index.mesh.places[`gateways/${gateway.key}`],
    variants: [],
  }));
}

/** Routes from a gateway to services: one VirtualService a host, since two on one host would be joined in order of age. */
export function ingressVirtualServices(index: MeshIndex, settings: Settings, gateway: GatewayFacts): ClusterObject[] {
  const bound = index.mesh.routes.filter((route) => route.on?.includes(gateway.key));
  return gateway.hosts.flatMap((host) => {
    const routes = inOrder(bound.filter((route) => route.hosts === undefined || route.hosts.includes(host)));
    if (routes.length === 0) return [];
    return gateway.clusters.map((cluster) => ingressVirtualService(index, settings, gateway, host, routes, cluster));
  });
}

function ingressVirtualService(
  index: MeshIndex,
  settings: Settings,
  gateway: GatewayFacts,
  host: string,
  routes: readonly RouteSnapshot[],
  cluster: string,
): ClusterObject {
  const http: unknown[] = [];
  const variants: Variant[] = [];
  for (const route of routes) {
    const service = index.services.get(route.service);
    const match = httpMatches(route.match, undefined);
    if (service && answersItself(route)) http.push(httpRoute(match, [], lowerActions(route, service, undefined)));
    const port = service && portOf(service, route);
    if (!service || !port || answersItself(route)) continue;
    const actions = lowerActions(route, service, port);
    const place = { protocol: 'http', index: http.length, port, match, mirrors: actions.mirrors } as const;
    if (!route.to) variants.push(...routeVariants(index, service, cluster, place));
    const effective = settings.inForce(service, cluster, { port: port.name });
    const own = { ...settingsOfRoute(effective, route), ...actions };
    http.push(httpRoute(match, routeDestinations(service, route, port), own));
  }
  const manifest: Manifest = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: nameFor(gateway, host), namespace: gateway.namespace },
    spec: { hosts: [host], gateways: [gateway.name], exportTo: ['.'], http },
  };
  return {
    cluster,
    manifest,
    tier: 'entries',
    service: undefined,
    at: index.mesh.places[`gateways/${gateway.key}`],
    variants,
  };
}

/** The port a gateway calls: the route's, or the only HTTP port there is. */
function portOf(service: ServiceFacts, route: RouteSnapshot) {
  const http = portsOf(service, 'http');
  return route.port === undefined
    ? http.length === 1
      ? http[0]
      : undefined
    : http.find((port) => port.name === route.port);
}

function nameFor(gateway: GatewayFacts, host: string): string {
  if (host === '*') return `${gateway.name}-any-host`;
  return host.startsWith('*.') ? `${gateway.name}-any.${host.slice(2)}` : `${gateway.name}.${host}`;
}
