import type { ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ClusterObject } from '../cluster-object.ts';
import { portSettings, trafficSettings } from '../merge.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { exportTo } from '../routes/virtual-service.ts';
import type { Settings } from '../settings-of.ts';
import { type Egress, egressesOf, portOfFamily, subsetFor } from './egress.ts';

/**
 * What egress gateways take: requests of sidecars over mutual TLS of the mesh, told apart by the hosts they are for, and
 * TLS that applications begin, by its server name. One Gateway for each service behind, so that one comes and goes alone.
 * @see https://istio.io/latest/docs/tasks/traffic-management/egress/egress-gateway/
 */
export function egressGateways(index: MeshIndex): ClusterObject[] {
  return egressesOf(index).flatMap((egress) =>
    egress.behind.flatMap((service) => {
      const { gateway, ports } = egress;
      const servers = (['http', 'tls'] as const).flatMap((family) => {
        if (!portOfFamily(service, family)) return [];
        const tls = { mode: family === 'http' ? 'ISTIO_MUTUAL' : 'PASSTHROUGH' };
        const protocol = family === 'http' ? 'HTTPS' : 'TLS';
        return [{ port: { number: ports[family], name: `${family}-egress`, protocol }, hosts: [service.host], tls }];
      });
      const manifest: Manifest = {
        apiVersion: 'networking.istio.io/v1',
        kind: 'Gateway',
        metadata: { name: subsetFor(service), namespace: gateway.namespace },
        spec: { selector: gateway.workload, servers },
      };
      const at = index.mesh.places[`services/${service.key}`];
      // It serves the mesh, whose routes lead to it: it is there before them.
      const more = { manifest, tier: 'services' as const, service: service.key, at, variants: [] };
      return index.serverClusters(gateway).map((cluster) => ({ cluster, ...more }));
    }),
  );
}

/** Callers' namespaces and its own: sidecars there see the same routes, for the gateway itself has to know the services. */
function seenFrom(index: MeshIndex, gateway: ServiceFacts): readonly string[] | undefined {
  const namespaces = index.callerNamespaces(gateway);
  return namespaces && [...new Set([...namespaces, gateway.namespace])].sort();
}

/** How callers' proxies connect to an egress gateway: for each service behind it with that one's server name. */
export function egressRules(index: MeshIndex, settings: Settings): ClusterObject[] {
  return egressesOf(index).flatMap((egress) => {
    const { gateway, behind } = egress;
    const callers = behind.flatMap((service) => index.clientClusters(service));
    const clusters = [...new Set([...callers, ...index.serverClusters(gateway)])].sort();
    const at = index.mesh.places[`services/${gateway.key}`];
    return clusters.map((cluster) => {
      const trafficPolicy = hostPolicy(settings, egress, cluster);
      const manifest: Manifest = {
        apiVersion: 'networking.istio.io/v1',
        kind: 'DestinationRule',
        metadata: { name: gateway.name, namespace: gateway.namespace },
        spec: {
          host: gateway.host,
          exportTo: exportTo(seenFrom(index, gateway)),
          ...(trafficPolicy && { trafficPolicy }),
          subsets: behind.map((service) => subsetOf(settings, egress, service, cluster)),
        },
      };
      return { cluster, manifest, tier: 'destinations' as const, service: gateway.key, at, variants: [] };
    });
  });
}

/** TLS of the mesh's settings is left out: which there is, each subset says, and connections to be passed on have none. */
function hostPolicy(settings: Settings, { gateway, ports }: Egress, cluster: string) {
  const { tls: _, ...policy } = trafficSettings(settings.inForce(gateway, cluster)) ?? {};
  const { tls: __, ...own } = portSettings(settings.inForce(gateway, cluster, { port: 'tls' })) ?? {};
  const port = Object.keys(own).length > 0 && [{ port: { number: ports.tls }, ...own }];
  if (Object.keys(policy).length === 0 && !port) return undefined;
  return { ...policy, ...(port && { portLevelSettings: port }) };
}

/** An entry for a port replaces every block there is for it, so it repeats those that hold. */
function subsetOf(settings: Settings, { gateway, ports }: Egress, service: ServiceFacts, cluster: string) {
  const name = subsetFor(service);
  if (!portOfFamily(service, 'http')) return { name };
  const inForce = trafficSettings(settings.inForce(gateway, cluster, { port: 'http' })) ?? {};
  const { proxyProtocol: _, retryBudget: __, tunnel: ___, ...blocks } = inForce;
  const entry = { port: { number: ports.http }, ...blocks, tls: { mode: 'ISTIO_MUTUAL', sni: service.host } };
  return { name, trafficPolicy: { portLevelSettings: [entry] } };
}
