import type { PortTrafficPolicy, Subset as SubsetSpec, TrafficPolicy } from '../istio/generated/types/index.ts';
import type { ServiceFacts } from '../istio/inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { Variant } from '../model/specs.ts';
import type { ClusterObject } from './cluster-object.ts';
import { portSettings, subsetSettings, trafficSettings } from './merge.ts';
import type { MeshIndex } from './mesh-index.ts';
import { subsetVariants } from './routes/canary-variants.ts';
import { exportTo } from './routes/virtual-service.ts';
import type { Settings } from './settings-of.ts';

/**
 * The versions of a service and how callers treat its endpoints. It stands in every cluster that has callers or
 * endpoints, with the same subsets: an east-west gateway has a filter chain only for subsets of its own cluster's rule.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/
 */
export function destinationRules(index: MeshIndex, settings: Settings, service: ServiceFacts): ClusterObject[] {
  const clients = index.clientClusters(service);
  // Where callers and endpoints share an istiod, the callers' settings count.
  const configs = new Set(clients.map((cluster) => index.configOf(cluster)));
  const servers = index.serverClusters(service).filter((cluster) => !configs.has(index.configOf(cluster)));
  const clusters = [...new Set([...clients, ...servers])].sort();
  const at = index.mesh.places[`services/${service.key}`];
  const built = new Map<string, Built | undefined>();
  return clusters.flatMap((cluster) => {
    const key = settings.fingerprint(service, cluster);
    if (!built.has(key)) built.set(key, build(index, settings, service, cluster));
    const found = built.get(key);
    return found ? [{ cluster, ...found, tier: 'destinations' as const, service: service.key, at }] : [];
  });
}

interface Built {
  readonly manifest: Manifest;
  readonly variants: readonly Variant[];
}

function build(index: MeshIndex, settings: Settings, service: ServiceFacts, cluster: string): Built | undefined {
  const trafficPolicy = hostPolicy(settings, service, cluster);
  const subsets = service.versions.map(({ name, labels }) => subsetOf(settings, service, cluster, name, labels));
  if (!trafficPolicy && subsets.length === 0) return undefined;
  const spec = {
    host: service.host,
    exportTo: destinationExport(index, service),
    ...(trafficPolicy && { trafficPolicy }),
    ...(subsets.length > 0 && { subsets }),
  };
  const manifest: Manifest = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'DestinationRule',
    metadata: { name: service.name, namespace: service.namespace },
    spec,
  };
  return { manifest, variants: subsetVariants(index, service, subsets) };
}

/** As far as the VirtualService, and to the east-west gateway, which looks the rule up from its own namespace. */
function destinationExport(index: MeshIndex, service: ServiceFacts): readonly string[] {
  const namespaces = index.callerNamespaces(service);
  if (namespaces === undefined || !index.multiNetwork) return exportTo(namespaces);
  return [...new Set([...namespaces, index.mesh.inventory.rootNamespace])].sort();
}

function hostPolicy(settings: Settings, service: ServiceFacts, cluster: string): TrafficPolicy | undefined {
  const policy = trafficSettings(settings.inForce(service, cluster));
  const ports = portPolicies(settings, service, cluster, undefined);
  return ports.length === 0 ? policy : { ...policy, portLevelSettings: ports };
}

/**
 * Istio replaces all of a port's settings at once, those left out by their defaults; so an entry repeats what holds for
 * the port from wider policies.
 */
function portPolicies(
  settings: Settings,
  service: ServiceFacts,
  cluster: string,
  version: string | undefined,
): PortTrafficPolicy[] {
  return service.ports
    .filter((port) => settings.hasOwn(service, cluster, 'port', port.name))
    .flatMap((port) => {
      const scope = version === undefined ? { port: port.name } : { port: port.name, version };
      const policy = portSettings(settings.inForce(service, cluster, scope));
      return policy ? [{ port: { number: port.number }, ...policy } as PortTrafficPolicy] : [];
    });
}

/** A subset's block replaces the host's block of the same name whole, so a version's own policy repeats what it keeps. */
function subsetOf(
  settings: Settings,
  service: ServiceFacts,
  cluster: string,
  name: string,
  labels: Readonly<Record<string, string>>,
): SubsetSpec {
  if (!settings.hasOwn(service, cluster, 'version', name)) {
    const repeated = subsetSettings(settings.inForce(service, cluster));
    return { name, labels, ...(repeated && { trafficPolicy: repeated }) };
  }
  const policy = trafficSettings(settings.inForce(service, cluster, { version: name }));
  const ports = portPolicies(settings, service, cluster, name);
  const trafficPolicy = ports.length === 0 ? policy : { ...policy, portLevelSettings: ports };
  return { name, labels, ...(trafficPolicy && { trafficPolicy }) };
}
