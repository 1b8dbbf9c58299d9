import type { ArgoCdSpec } from '../../model/specs.ts';
import { folderOf, type HandOff, repositories } from '../sources.ts';

/**
 * What yields the Applications, as few as there can be: one generator for each repository, and one for each cluster that
 * Argo CD knows by another name. All of them give `values.cluster`, `.destination` and `.repository`.
 */
export function generators(handOff: HandOff<ArgoCdSpec>): readonly object[] {
  return [...repositories(handOff)].flatMap(([repository, clusters]) => {
    const renamed = clusters.filter((cluster) => argoName(handOff, cluster) !== cluster);
    const usual = clusters.filter((cluster) => !renamed.includes(cluster));
    const make = handOff.tool.generator === 'directories' ? byFolder : byCluster;
    return make(handOff, { repository, usual, renamed });
  });
}

export function argoName({ gitops }: HandOff, cluster: string): string {
  return gitops.clusters[cluster]?.argocd ?? cluster;
}

interface Group {
  readonly repository: string;
  /** Known to Argo CD by the name that they have in the mesh. */
  readonly usual: readonly string[];
  readonly renamed: readonly string[];
}

/** A folder that nobody declares any more keeps its Application: what has left the source has not left the cluster. */
function byFolder(handOff: HandOff<ArgoCdSpec>, { repository, usual, renamed }: Group): object[] {
  const git = (directories: readonly object[], cluster: string, destination: string) => ({
    git: {
      repoURL: repository,
      revision: handOff.gitops.branch,
      directories,
      values: { cluster, destination, repository },
    },
  });
  const folder = (cluster: string) => ({ path: folderOf(handOff, cluster) });
  const all = [folder('*'), ...renamed.map((cluster) => ({ ...folder(cluster), exclude: true }))];
  const name = '{{.path.basename}}';
  return [
    ...(usual.length > 0 ? [git(all, name, name)] : []),
    ...renamed.map((cluster) => git([folder(cluster)], cluster, argoName(handOff, cluster))),
  ];
}

/** Of all clusters that Argo CD knows those of the mesh: by their names, so that nobody has to label Secrets. */
function byCluster(handOff: HandOff<ArgoCdSpec>, { repository, usual, renamed }: Group): object[] {
  const clusters = (names: readonly string[], cluster: string) => ({
    clusters: { values: { cluster, destination: '{{.name}}', repository } },
    selector: { matchExpressions: [{ key: 'name', operator: 'In', values: names }] },
  });
  return [
    ...(usual.length > 0 ? [clusters(usual, '{{.name}}')] : []),
    ...renamed.map((cluster) => clusters([argoName(handOff, cluster)], cluster)),
  ];
}
