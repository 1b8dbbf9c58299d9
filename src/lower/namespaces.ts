import type { ClusterFacts } from '../istio/inventory.ts';
import { type LabelSelection, meets, NETWORK_LABEL } from '../istio/labels.ts';
import type { Manifest } from '../istio/manifest.ts';
import { listOf } from '../istio/message.ts';
import type { NamespaceSnapshot } from '../model/snapshot-types.ts';
import type { ClusterObject } from './cluster-object.ts';
import type { MeshIndex } from './mesh-index.ts';

type Labels = Readonly<Record<string, string>>;

/** What Argo CD and Flux read on an object that they must not delete, whatever becomes of its file. */
const KEPT: Labels = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};

/**
 * Labels of namespaces in the clusters whose API servers have them, remotes among them: who gives pods their sidecars,
 * which network istiod is in, what istiod looks at.
 * @see https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/
 */
export function managedNamespaces(index: MeshIndex): ClusterObject[] {
  const { namespaces, inventory } = index.mesh;
  if (namespaces === undefined) return [];
  const used = namespacesIn(index);
  const everywhere = new Set([...used.values()].flatMap((names) => [...names.keys()]));
  return inventory.clusters.flatMap((cluster) => {
    const here = used.get(cluster.name) ?? new Map();
    const declared = namespaces.declared.filter(
      (one) => one.in?.includes(cluster.name) ?? (here.has(one.name) || !everywhere.has(one.name)),
    );
    const names = new Set(declared.map(({ name }) => name));
    if (namespaces.all) for (const name of [inventory.rootNamespace, ...here.keys()]) names.add(name);
    return [...names].sort().flatMap((name) => {
      const said = declared.find((one) => one.name === name && one.in) ?? declared.find((one) => one.name === name);
      const manifest = namespaceOf(index, cluster, name, said, here.get(name) ?? false);
      const at = said?.at ?? index.mesh.places[`clusters/${cluster.name}`];
      return manifest
        ? [{ cluster: cluster.name, manifest, at, tier: 'destinations' as const, service: undefined, variants: [] }]
        : [];
    });
  });
}

/** Namespaces in which something of the mesh runs, by cluster, and whether some of it needs a sidecar. */
export function namespacesIn(index: MeshIndex): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const used = new Map<string, Map<string, boolean>>();
  const note = (cluster: string, namespace: string, sidecar: boolean) => {
    const here = used.get(cluster) ?? new Map<string, boolean>();
    used.set(cluster, here.set(namespace, sidecar || (here.get(namespace) ?? false)));
  };
  for (const service of index.services.values()) {
    const { namespace, sidecar, egress } = service;
    for (const cluster of index.serverClusters(service)) note(cluster, namespace, sidecar && !egress);
  }
  for (const { namespace, clusters } of index.gateways.values()) {
    for (const cluster of clusters) note(cluster, namespace, false);
  }
  return used;
}

function namespaceOf(
  index: MeshIndex,
  cluster: ClusterFacts,
  name: string,
  said: NamespaceSnapshot | undefined,
  needsSidecars: boolean,
): Manifest | undefined {
  const isRoot = name === index.mesh.inventory.rootNamespace;
  const own: Labels = {
    ...injectionOf(said, needsSidecars && !isRoot),
    ...(isRoot && { [NETWORK_LABEL]: cluster.network }),
    ...said?.labels,
  };
  const labels = { ...discoveryOf(cluster, { ...own, 'kubernetes.io/metadata.name': name }), ...own };
  const annotations = isRoot ? controlPlaneOf(cluster) : {};
  if (Object.keys(labels).length + Object.keys(annotations).length === 0) return undefined;
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations: { ...annotations, ...KEPT } } };
}

/** One of the two labels: each hides the other. */
function injectionOf(said: NamespaceSnapshot | undefined, needsSidecars: boolean): Labels {
  if (said?.revision !== undefined) return { 'istio.io/rev': said.revision };
  if (said?.injection === false) return { 'istio-injection': 'disabled' };
  return said?.injection === true || needsSidecars ? { 'istio-injection': 'enabled' } : {};
}

/** What makes istiod look at the namespace, where labels alone can. */
function discoveryOf({ meshConfig }: ClusterFacts, labels: Labels): Labels {
  const selectors = listOf(meshConfig?.discoverySelectors) as readonly LabelSelection[];
  if (selectors.length === 0 || selectors.some((selector) => meets(selector, labels))) return {};
  return selectors.find(({ matchExpressions = [] }) => matchExpressions.length === 0)?.matchLabels ?? {};
}

/** Whose istiod may see to a cluster that has none. */
function controlPlaneOf({ name, configCluster = name, externalControlPlane }: ClusterFacts): Labels {
  if (configCluster === name && externalControlPlane === undefined) return {};
  return { 'topology.istio.io/controlPlaneClusters': configCluster };
}
