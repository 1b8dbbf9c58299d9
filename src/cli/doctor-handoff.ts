import type { Examined } from '../deliver/forges/contract.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import type { GitOpsSpec } from '../model/specs.ts';
import { listed } from '../report/table.ts';
import type { Choice } from './config-choice.ts';

type Tree = Pick<Choice, 'applied' | 'branch' | 'factory'>;

/** Whether what applies the folders reads what delivery writes: each is told where by another file. */
export function examineHandOff(meshes: readonly BundleMesh[], tree: Tree): readonly Examined[] {
  return meshes.flatMap((mesh): Examined[] => {
    const { gitops } = mesh;
    if (!gitops) return [];
    const what = `hand-off of ${mesh.inventory.mesh}`;
    const wrong = [...elsewhere(gitops, tree), ...otherRepositories(mesh, gitops, tree)];
    if (wrong.length === 0) return [{ what, verdict: 'ok', detail: `${gitops.tool.kind} reads what delivery writes` }];
    return wrong.map((detail) => ({ what, verdict: 'missing', detail }));
  });
}

function elsewhere({ tool, path, branch }: GitOpsSpec, tree: Tree): string[] {
  if (tree.applied.length === 0) return [];
  const folder = `${tool.kind} reads ${path}, and delivery writes to the root: leave path out of gitops, and synth again`;
  const other = `${tool.kind} reads the branch ${branch}, and delivery writes to ${tree.branch}: gitops or meshwright.yaml is wrong`;
  return [...(path === '' ? [] : [folder]), ...(branch === tree.branch ? [] : [other])];
}

/** Where the forge calls repositories by owner and name; a folder on this machine is no address for a cluster. */
function otherRepositories(mesh: BundleMesh, gitops: GitOpsSpec, { applied, factory }: Tree): string[] {
  if (factory.tokenVariables === undefined) return [];
  const clusters = [...new Set(Object.values(mesh.files).map(({ cluster }) => cluster))].sort();
  const wrong = new Map<string, string[]>();
  for (const cluster of clusters) {
    const written = applied.find((one) => one.clusters === undefined || one.clusters.includes(cluster))?.repository;
    const read = gitops.clusters[cluster]?.repository ?? gitops.repository;
    if (written === undefined || isOf(read, written)) continue;
    const detail = `reads ${read}, and delivery writes to ${written}`;
    wrong.set(detail, [...(wrong.get(detail) ?? []), cluster]);
  }
  return [...wrong].map(([detail, names]) => `${gitops.tool.kind} ${detail} for ${listed(names)}`);
}

function isOf(address: string, repository: string): boolean {
  const path = address.replace(/(\.git)?\/?$/, '').toLowerCase();
  return [`/${repository}`, `:${repository}`].some((end) => path.endsWith(end.toLowerCase()));
}
