import { blobId } from '../emit/blob.ts';
import type { Bundle, BundleMesh } from '../emit/bundle.ts';
import { clusterFolder } from '../emit/paths.ts';
import { isDnsLabel } from '../istio/names.ts';

/**
 * Why a bundle is not one to deliver; undefined for one that is. A bundle may come from a job that ran anybody's code: its
 * paths become files of the applied tree, its blob ids files that are read here, its ids branches.
 */
export function whyNotDelivered({ meshes, beside }: Bundle): string | undefined {
  if (!Array.isArray(meshes)) return 'it holds no meshes';
  const names = new Set<unknown>();
  for (const mesh of meshes as readonly BundleMesh[]) {
    const name: unknown = mesh?.inventory?.mesh;
    if (!isLabel(name) || names.has(name)) return `${told(name)} is no name of a mesh, or that of two`;
    names.add(name);
    const reason = whyNotFiles(mesh, name) ?? whyNotCanaries(mesh, name) ?? whyNotLeaving(mesh);
    if (reason !== undefined) return reason;
  }
  return whyNotBeside(beside, names);
}

/** Whether a text is the one that a blob id names: a file of the bundle's folder may be a link to anywhere. */
export function isBlob(text: string, blob: string): boolean {
  return blobId(text) === blob;
}

function whyNotFiles({ files }: BundleMesh, mesh: string): string | undefined {
  if (typeof files !== 'object' || files === null) return 'it holds no files';
  for (const [path, file] of Object.entries(files)) {
    const { cluster, blob } = file ?? {};
    if (!isLabel(cluster)) return `${told(cluster)} is no name of a cluster`;
    const folder = clusterFolder(mesh, cluster);
    if (!path.startsWith(folder) || !isFile(path.slice(folder.length)))
      return `${told(path)} is no path below ${folder}`;
    if (typeof blob !== 'string' || !/^[0-9a-f]{40}$/.test(blob)) return `${told(blob)} is no id of a blob`;
  }
  return undefined;
}

function whyNotLeaving({ decommissioned = {} }: BundleMesh): string | undefined {
  if (typeof decommissioned === 'object' && decommissioned !== null && Object.keys(decommissioned).every(isLabel))
    return undefined;
  return `${told(decommissioned)} does not tell which clusters are given up`;
}

/** They are written to the disk: only where the hand-off of a mesh writes. */
function whyNotBeside(beside: Bundle['beside'], meshes: ReadonlySet<unknown>): string | undefined {
  if (beside === undefined) return undefined;
  if (typeof beside !== 'object' || beside === null) return 'what lies beside its meshes is no list of files';
  for (const [path, blob] of Object.entries(beside)) {
    const [mesh, ...rest] = path.split('/');
    const isOfMesh =
      meshes.has(mesh) && /^(argocd|(flux|helm)\/[a-z0-9-]+)\/(?!\.)[a-z0-9._-]+\.yaml$/.test(rest.join('/'));
    if (!isOfMesh && !/^(CODEOWNERS|\.gitattributes)$/.test(path)) return `${told(path)} is no file of a hand-off`;
    if (typeof blob !== 'string' || !/^[0-9a-f]{40}$/.test(blob)) return `${told(blob)} is no id of a blob`;
  }
  return undefined;
}

function whyNotCanaries({ canaries }: BundleMesh, mesh: string): string | undefined {
  if (!Array.isArray(canaries)) return 'it holds no list of canaries';
  const wrong: unknown[] = canaries
    .map((canary: { readonly id?: unknown } | null) => canary?.id)
    .filter((id) => typeof id !== 'string' || !id.startsWith(`${mesh}/`) || !isLabel(id.slice(mesh.length + 1)));
  return wrong.length === 0 ? undefined : `${told(wrong[0])} is no id of a canary of ${mesh}`;
}

/** `<namespace>/<kind>.<group>_<name>.yaml`, as `pathOf` makes it. */
function isFile(path: string): boolean {
  return /^(?!\.)[A-Za-z0-9._%-]+\/(?!\.)[A-Za-z0-9._%~-]+\.yaml$/.test(path);
}

function isLabel(name: unknown): name is string {
  return typeof name === 'string' && isDnsLabel(name);
}

function told(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
