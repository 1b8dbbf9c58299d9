import type { ClusterFacts, Inventory } from '../istio/inventory.ts';
import type { HelmSettings, MeshSnapshot } from '../model/snapshot-types.ts';
import type { Values } from './text.ts';

/** One cluster of a mesh, with all that its values depend on. */
export interface Site {
  readonly inventory: Inventory;
  readonly cluster: ClusterFacts;
  readonly settings: HelmSettings;
  /** The cluster whose istiod serves this one; undefined where that is its own, or one outside of the mesh. */
  readonly primary: ClusterFacts | undefined;
  /** Whether this cluster's istiod serves others. */
  readonly servesOthers: boolean;
  readonly multiNetwork: boolean;
}

/** The clusters of a mesh that asks for values. */
export function sitesOf({ helm = {}, inventory }: MeshSnapshot): readonly Site[] {
  const { clusters } = inventory;
  const byName = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const serving = new Set(
    clusters.flatMap(({ name, configCluster = name }) => (configCluster === name ? [] : configCluster)),
  );
  const multiNetwork = new Set(clusters.map(({ network }) => network)).size > 1;
  return clusters.map((cluster) => ({
    inventory,
    cluster,
    settings: helm[cluster.name] ?? {},
    primary:
      cluster.configCluster === undefined || cluster.configCluster === cluster.name
        ? undefined
        : byName.get(cluster.configCluster),
    servesOthers: serving.has(cluster.name),
    multiNetwork,
  }));
}

/** Whether no istiod runs in the cluster. */
export function isRemote({ primary, cluster }: Site): boolean {
  return primary !== undefined || cluster.externalControlPlane !== undefined;
}

/** The namespace of istiod, where it is not the one that the charts take anyway. */
export function namespaceOf({ inventory }: Site): Values {
  return inventory.rootNamespace === 'istio-system' ? {} : { istioNamespace: inventory.rootNamespace };
}

/** What all charts say of images alike. */
export function imagesOf({ settings }: Site): Values {
  const { hub, tag, variant, imagePullPolicy, imagePullSecrets, logAsJson, platform } = settings;
  return { hub, tag, variant, imagePullPolicy, imagePullSecrets, logAsJson, platform };
}

/** The revision that serves what asks for none. */
export function defaultRevision({ cluster }: Site): string | undefined {
  return cluster.revisions?.find(({ isDefault }) => isDefault)?.name;
}
