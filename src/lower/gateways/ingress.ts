import type { GatewayFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ClusterObject } from '../cluster-object.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { type GatewayHost, type GatewayRoutes, gatewayRoutes } from '../routes/gateway-routes.ts';
import { inOrder } from '../routes/route-order.ts';
import type { Settings } from '../settings-of.ts';
import { gatewayManifest } from './gateway-servers.ts';

/**
 * The ports and hosts that an ingress gateway's pods open, in each cluster that runs them.
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/
 */
export function ingressGateways(index: MeshIndex, gateway: GatewayFacts): ClusterObject[] {
  const manifest = gatewayManifest(gateway);
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
    return gateway.clusters.flatMap((cluster) => {
      const at = { gateway, host, cluster };
      const made = gatewayRoutes(index, settings, at, routes);
      const isEmpty = made.http.length + made.tls.length + made.tcp.length === 0;
      return isEmpty ? [] : [ingressVirtualService(index, at, made)];
    });
  });
}

function ingressVirtualService(
  index: MeshIndex,
  at: GatewayHost,
  { http, tls, tcp, variants }: GatewayRoutes,
): ClusterObject {
  const { gateway, host, cluster } = at;
  const spec = {
    hosts: [host],
    gateways: [gateway.name],
    exportTo: ['.'],
    ...(http.length > 0 && { http }),
    ...(tls.length > 0 && { tls }),
    ...(tcp.length > 0 && { tcp }),
  };
  const manifest: Manifest = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: nameFor(gateway, host), namespace: gateway.namespace },
    spec,
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

function nameFor(gateway: GatewayFacts, host: string): string {
  if (host === '*') return `${gateway.name}-any-host`;
  return host.startsWith('*.') ? `${gateway.name}-any.${host.slice(2)}` : `${gateway.name}.${host}`;
}
