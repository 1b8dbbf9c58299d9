import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { identityOf } from '../istio/manifest.ts';
import type { ClusterObject } from './cluster-object.ts';
import { groupBy } from './group-by.ts';
import type { MeshIndex } from './mesh-index.ts';
import { concerns } from './object-reach.ts';
import { joinedRoutes } from './routes/joined-routes.ts';

/**
 * What each cluster's proxies need becomes what their istiod reads: clusters that share one have one object of a name, in
 * the folder of the cluster that holds their Istio objects.
 * @see https://istio.io/latest/docs/ops/deployment/deployment-models/#control-plane-models
 */
export function forControlPlanes(
  index: MeshIndex,
  objects: readonly ClusterObject[],
): { readonly objects: readonly ClusterObject[]; readonly diagnostics: readonly Diagnostic[] } {
  if (index.sharedControlPlanes.size === 0) return { objects, diagnostics: [] };
  const shared = (object: ClusterObject) => index.sharedControlPlanes.has(index.configOf(object.cluster));
  const own = objects.filter((object) => !shared(object));
  const together = groupBy(objects.filter(shared), ({ cluster, manifest }) =>
    JSON.stringify([index.configOf(cluster), identityOf(manifest)]),
  );
  const diagnostics: Diagnostic[] = [];
  const joined = [...together.values()].map((versions) => {
    const one = joinedIn(index, versions);
    if (typeof one !== 'string') return one;
    const [first] = versions as [ClusterObject, ...ClusterObject[]];
    diagnostics.push(differs(index, versions, one));
    return { ...first, cluster: index.configOf(first.cluster) };
  });
  return { objects: [...own, ...joined], diagnostics };
}

/** One object for all clusters of a control plane, or why there is none: the cluster in which it would have to differ. */
function joinedIn(index: MeshIndex, versions: readonly ClusterObject[]): ClusterObject | string {
  const [first] = versions as [ClusterObject, ...ClusterObject[]];
  const cluster = index.configOf(first.cluster);
  if (first.manifest.kind === 'VirtualService') {
    const routes = joinedRoutes(cluster, versions);
    if (typeof routes !== 'string') return { ...first, cluster, ...routes };
    return routes;
  }
  const text = JSON.stringify(first.manifest.spec);
  const other = versions.find(({ manifest }) => manifest !== first.manifest && JSON.stringify(manifest.spec) !== text);
  if (other) return other.cluster;
  const present = new Set(versions.map((version) => version.cluster));
  const served = index.sharedControlPlanes.get(cluster) ?? [];
  const missing = served.find((name) => !present.has(name) && concerns(index, first, name));
  return missing ?? { ...first, cluster };
}

function differs(index: MeshIndex, versions: readonly ClusterObject[], other: string): Diagnostic {
  const [{ manifest, cluster, at }] = versions as [ClusterObject, ...ClusterObject[]];
  const config = index.configOf(cluster);
  const { name, namespace } = manifest.metadata;
  return diagnostic({
    code: 'differs-within-control-plane',
    at,
    message: `${manifest.kind} '${name}' in namespace '${namespace}' would have to differ between clusters '${cluster}' and '${other}', which one control plane serves.`,
    why: `Their istiod reads its objects from '${config}' alone, and ${limit(manifest.kind)}: one cluster would get what was meant for the other.`,
    hint: `Declare the same for all clusters of that control plane (${(index.sharedControlPlanes.get(config) ?? []).join(', ')}), or give one of them a control plane of its own.`,
  });
}

function limit(kind: string): string {
  if (kind === 'VirtualService')
    return 'routes of a gateway cannot tell clusters apart: Istio matches the labels of callers only for routes of the mesh';
  return `a ${kind} holds for every proxy it selects, whatever the cluster`;
}
