import { groupOf, type Manifest } from '../istio/manifest.ts';

/** Longest file name that every common file system takes. */
const LONGEST = 240;

/**
 * Where an object's file goes, below `dist/`: `<mesh>/clusters/<cluster>/<namespace>/<kind>.<group>_<name>.yaml`. One
 * object, one path, on file systems that ignore case too: capitals are percent-encoded, and neither kinds nor groups
 * hold an underscore.
 */
export function pathOf(mesh: string, cluster: string, manifest: Manifest): string {
  const { namespace } = manifest.metadata;
  return `${clusterFolder(mesh, cluster)}${namespace === undefined ? '_cluster' : encode(namespace)}/${fileNameOf(manifest)}`;
}

/** The last part of that path. */
export function fileNameOf({ apiVersion, kind, metadata: { name } }: Manifest): string {
  const group = groupOf(apiVersion);
  const lower = kind.toLowerCase();
  return `${shorten(`${encode(group === '' ? lower : `${lower}.${group}`)}_${encode(name)}`)}.yaml`;
}

export function clusterFolder(mesh: string, cluster: string): string {
  return `${mesh}/clusters/${cluster}/`;
}

export function planPath(mesh: string): string {
  return `${mesh}/plan.json`;
}

/** Kubernetes allows `system:node` and the like for some kinds: percent-encoded, as in an address. */
function encode(text: string): string {
  if (/^[a-z0-9.-]*$/.test(text)) return text;
  let encoded = '';
  for (const byte of new TextEncoder().encode(text)) {
    const char = String.fromCharCode(byte);
    encoded += /[a-z0-9.-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** Names of 253 characters exist; the tail of a longer file name becomes a digest (FNV-1a, 64 bits: no import, no secret). */
function shorten(file: string): string {
  if (file.length <= LONGEST) return file;
  let hash = 0xcbf29ce484222325n;
  for (const char of file) hash = BigInt.asUintN(64, (hash ^ BigInt(char.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return `${file.slice(0, LONGEST - 17)}~${hash.toString(16).padStart(16, '0')}`;
}

/** Of a bundle: its objects, one a line with its blob id before it, so that a reader takes only the lines it wants. */
export const MANIFEST_LINES = 'manifests.jsonl';
