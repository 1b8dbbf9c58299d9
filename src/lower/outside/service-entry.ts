import type { ExternalFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { ClusterObject } from '../cluster-object.ts';
import { WAY_OUT } from '../gateways/egress.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { exportTo } from '../routes/virtual-service.ts';

/**
 * What proxies know of a service that Kubernetes does not: one ServiceEntry in each cluster that has callers.
 * @see https://istio.io/latest/docs/reference/config/networking/service-entry/
 */
export function serviceEntries(index: MeshIndex, service: ServiceFacts): ClusterObject[] {
  const { external, key } = service;
  if (!external) return [];
  const at = index.mesh.places[`services/${key}`];
  const seen = external.exportTo ?? exportTo(index.callerNamespaces(service));
  const tier = external.through === undefined ? 'services' : WAY_OUT;
  const shared = serviceEntry(service, external, external.endpoints, seen);
  const clients = index.clientClusters(service);
  // Who else reads it has no callers, unless somebody says that they must not know it.
  return (external.clusters ? clients : index.withShared(clients)).map((cluster) => {
    const own = external.endpointsIn[cluster];
    const manifest = own ? serviceEntry(service, external, own, seen) : shared;
    return { cluster, manifest, tier, service: key, at, variants: [] };
  });
}

function serviceEntry(
  { name, namespace, ports }: ServiceFacts,
  { hosts, addresses, location, resolution, selector, subjectAltNames }: ExternalFacts,
  endpoints: ExternalFacts['endpoints'],
  seen: readonly string[],
): Manifest {
  const spec = {
    hosts,
    ...(addresses.length > 0 && { addresses }),
    ports: ports.map((port) => ({
      number: port.number,
      name: port.name,
      protocol: port.protocol,
      ...(port.targetPort !== port.number && { targetPort: port.targetPort }),
    })),
    location,
    resolution,
    ...(selector && { workloadSelector: { labels: selector } }),
    ...(endpoints.length > 0 && { endpoints }),
    ...(subjectAltNames.length > 0 && { subjectAltNames }),
    exportTo: seen,
  };
  return {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name, namespace },
    spec,
  };
}

/** The service once for each of its hosts, under names of their own: a rule and a VirtualService are about one host. */
export function perHost(service: ServiceFacts): readonly ServiceFacts[] {
  const [, ...others] = service.external?.hosts ?? [];
  if (others.length === 0) return [service];
  const named = (host: string) => `${service.name}.${host.replace(/^\*/, 'any')}`;
  return [service, ...others.map((host) => ({ ...service, host, name: named(host) }))];
}
