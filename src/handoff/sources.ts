import { clusterFolder } from '../emit/paths.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { GateSpec, GitOpsSpec } from '../model/specs.ts';

/** What the hand-off of one mesh is made from. */
export interface HandOff<Tool extends GitOpsSpec['tool'] = GitOpsSpec['tool']> {
  readonly mesh: string;
  readonly gitops: GitOpsSpec;
  readonly tool: Tool;
  /** Clusters with a folder, sorted. Whether a cluster has an istiod of its own does not matter: a remote may have files. */
  readonly clusters: readonly string[];
  /** Of the mesh and of its canaries. */
  readonly gates: readonly GateSpec[];
  /** Objects of all clusters. */
  readonly manifests: readonly Manifest[];
}

export function repositoryOf({ gitops }: HandOff, cluster: string): string {
  return gitops.clusters[cluster]?.repository ?? gitops.repository;
}

/** The repositories that hold clusters of the mesh, each with those clusters. */
export function repositories(handOff: HandOff): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const cluster of handOff.clusters) {
    const repository = repositoryOf(handOff, cluster);
    found.set(repository, [...(found.get(repository) ?? []), cluster]);
  }
  return found;
}

/** The folder of a cluster in its repository, without a slash at its end; `cluster` may be a pattern or a template. */
export function folderOf({ mesh, gitops }: HandOff, cluster: string): string {
  return `${gitops.path}${clusterFolder(mesh, cluster).slice(0, -1)}`;
}
