import type { ClusterSurroundings, MeshConfigFacts } from '../istio/facts.ts';
import { ISTIO_VERSIONS } from '../istio/inventory.ts';
import { meshConfigFrom } from '../istio/mesh-config/facts.ts';
import type { ClusterValues, InventoryValues } from './inventory-schema.ts';
import type { InstalledMesh } from './kubernetes/mesh-config-map.ts';

/** The network of clusters of which nobody says where they are. */
const ONE_NETWORK = 'default';

/** Clusters with all that the inventory leaves out filled in: from the cluster's own MeshConfig, else Istio's defaults. */
export function clustersOf(
  names: readonly string[],
  values: InventoryValues | undefined,
  meshes: readonly InstalledMesh[],
  networkOf: ReadonlyMap<string, string>,
): ClusterSurroundings[] {
  const listed: readonly ClusterValues[] = values?.clusters ?? names.map((name) => ({ name }));
  return listed.map((cluster) => {
    const { name, configCluster = name, autoAllocatedAddresses } = cluster;
    const installed = meshes.find((mesh) => mesh.cluster === configCluster)?.config;
    const mesh = meshConfigFrom(values?.meshConfig);
    const own = meshConfigFrom(cluster.meshConfig);
    const meshConfig: MeshConfigFacts = {
      ...installed?.facts,
      ...mesh.facts,
      ...own.facts,
      ...(autoAllocatedAddresses !== undefined && { autoAllocatedAddresses }),
    };
    const layers = [cluster, own, values, mesh, installed];
    return {
      name,
      configCluster,
      // Istio's word for a locality that nobody told: all of them are then one.
      region: cluster.region ?? '',
      network: cluster.network ?? networkOf.get(name) ?? ONE_NETWORK,
      istio: cluster.istio ?? ISTIO_VERSIONS.at(-1)!,
      trustDomain: first(layers, 'trustDomain') ?? 'cluster.local',
      trustDomainAliases: first(layers, 'trustDomainAliases') ?? [],
      meshConfig,
    };
  });
}

interface TrustWords {
  readonly trustDomain?: string | undefined;
  readonly trustDomainAliases?: readonly string[] | undefined;
}

function first<K extends keyof TrustWords>(layers: readonly (TrustWords | undefined)[], key: K): TrustWords[K] {
  return layers.find((layer) => layer?.[key] !== undefined)?.[key];
}
