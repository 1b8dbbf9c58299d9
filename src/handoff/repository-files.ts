import { PLAIN_HEADER } from '../emit/file.ts';
import type { GitOpsSpec } from '../model/specs.ts';

/** A mesh of the applied tree, as the files at the tree's root are about it. */
export interface MeshInTree {
  readonly mesh: string;
  readonly gitops: GitOpsSpec;
  readonly clusters: readonly string[];
}

/**
 * Files for the root of the applied tree, by name. Delivery writes nothing there, so a person puts them in place.
 * @see https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export function repositoryFiles(meshes: readonly MeshInTree[]): ReadonlyMap<string, string> {
  const owners = meshes.flatMap(ownerLines);
  return new Map([
    ...(meshes.length > 0 ? [['.gitattributes', `${PLAIN_HEADER}${ATTRIBUTES}`] as const] : []),
    ...(owners.length > 0 ? [['CODEOWNERS', `${PLAIN_HEADER}${owners.join('\n')}\n`] as const] : []),
  ]);
}

/**
 * Line ends stay as delivery wrote them, for files are compared by their bytes. State files are folded away in pull
 * requests; manifests are not, for they are what is reviewed.
 */
const ATTRIBUTES = `*.yaml text eol=lf
*.json text eol=lf
.meshwright/** linguist-generated
`;

/** The last line that fits a path counts, so a cluster's comes after its mesh's. */
function ownerLines({ mesh, gitops: { path, owners, clusters: own }, clusters }: MeshInTree): string[] {
  const line = (folder: string, who: readonly string[]) => [`/${path}${mesh}/${folder}`, ...who].join(' ');
  return [
    ...(owners.length > 0 ? [line('', owners)] : []),
    ...clusters.flatMap((cluster) => {
      const who = own[cluster]?.owners;
      return who === undefined ? [] : [line(`clusters/${cluster}/`, who)];
    }),
  ];
}
