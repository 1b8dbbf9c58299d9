/** What is applied as objects: the files of the applied tree, whoever wrote them, and what lies beside the tree. */
import type { BundleMesh } from '../emit/bundle.ts';
import { clusterFolder } from '../emit/paths.ts';
import { identityOf, type Manifest } from '../istio/manifest.ts';
import { readManifests } from '../read/manifests.ts';
import { desired } from '../schedule/desired.ts';
import { positionsOf } from '../schedule/plan.ts';
import type { Base } from '../schedule/plan-types.ts';
import type { BundleFolder } from './bundle-folder.ts';
import type { Git } from './git.ts';
import type { ObservedMesh } from './observe.ts';

/** An object that Meshwright did not write. */
export interface ForeignObject {
  readonly cluster: string;
  readonly manifest: Manifest;
  readonly file: string;
}

/** The objects of an applied tree, or of the part of it that one repository holds. */
export interface AppliedTree {
  /** By path; only files of one object that Meshwright wrote. */
  readonly own: ReadonlyMap<string, Manifest>;
  readonly foreign: readonly ForeignObject[];
  /** Files that are no manifests, one sentence each. */
  readonly unread: readonly string[];
}

/** Files whose text the bundle tells as well are not read. */
export async function appliedOf(
  { git, folder }: { readonly git: Git; readonly folder: BundleFolder },
  { mesh, base }: Pick<ObservedMesh, 'mesh' | 'base'>,
): Promise<AppliedTree> {
  const files = [...base.files].filter(([path]) => isManifest(path) && clusterOf(mesh, path) !== undefined);
  const known = await targetObjects(folder, mesh, base);
  const texts = await git.readBlobs(files.flatMap(([, { blob }]) => (known.has(blob) ? [] : [blob])));
  const own = new Map<string, Manifest>();
  const foreign: ForeignObject[] = [];
  const unread: string[] = [];
  const read = remembered((blob: string) => readManifests(texts.get(blob) ?? '', blob));
  for (const [path, { blob, owned }] of files) {
    const told = known.get(blob);
    const { manifests, problems } = told ? { manifests: [{ manifest: told }], problems: [] } : read(blob);
    const [only, ...more] = manifests;
    if (problems.length > 0) unread.push(`${path} holds what cannot be read, and counts as if it were not there.`);
    if (owned && only && more.length === 0) own.set(path, only.manifest);
    else for (const { manifest } of manifests) foreign.push({ cluster: clusterOf(mesh, path)!, manifest, file: path });
  }
  return { own, foreign, unread };
}

/** What the bundle knows without reading a text: its own files, and those that a rollout under way has rewritten. */
async function targetObjects(folder: BundleFolder, mesh: BundleMesh, base: Base): Promise<Map<string, Manifest>> {
  const known = new Map<string, Manifest>();
  for (const { blob, manifest } of desired(mesh, positionsOf(mesh, base)).values())
    if (manifest) known.set(blob, manifest);
  const present = new Set([...base.files.values()].map(({ blob }) => blob));
  const wanted = Object.values(mesh.files).flatMap(({ blob }) => (present.has(blob) ? [blob] : []));
  for (const [blob, manifest] of await folder.manifests(wanted)) known.set(blob, manifest);
  return known;
}

function isManifest(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path) && !/\/kustomization\.ya?ml$/i.test(path);
}

/** Undefined for a folder of no cluster that is known. */
function clusterOf({ inventory }: BundleMesh, path: string): string | undefined {
  const cluster = path.split('/')[2] ?? '';
  const isOne = inventory.clusters.some(({ name }) => name === cluster);
  return isOne && path.startsWith(clusterFolder(inventory.mesh, cluster)) ? cluster : undefined;
}

function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

/** Everything that is applied, by cluster and identity. Where two files hold one object, Meshwright's own counts. */
export class AppliedObjects {
  readonly applied = new Map<string, Map<string, Manifest>>();
  /** Those that Meshwright did not write. */
  readonly foreign: ForeignObject[] = [];
  readonly #younger = new WeakMap<Manifest, Manifest>();
  readonly #isShared: boolean;

  constructor(
    own: Iterable<{ readonly cluster: string; readonly manifest: Manifest }>,
    foreign: readonly ForeignObject[],
  ) {
    this.#isShared = foreign.some(({ manifest }) => manifest.kind === 'VirtualService');
    for (const { cluster, manifest } of own) this.#in(cluster).set(identityOf(manifest), this.asApplied(manifest));
    for (const object of foreign) {
      const objects = this.#in(object.cluster);
      const id = identityOf(object.manifest);
      if (objects.has(id)) continue;
      objects.set(id, object.manifest);
      this.foreign.push(object);
    }
  }

  /**
   * An object of Meshwright's as the proof is to see it. Whatever is there beside it is taken to be older: the oldest
   * VirtualService of a host is the one that sidecars use, and files do not say when an object was made.
   */
  asApplied(manifest: Manifest): Manifest {
    if (!this.#isShared || manifest.kind !== 'VirtualService') return manifest;
    const known = this.#younger.get(manifest) ?? {
      ...manifest,
      metadata: { ...manifest.metadata, creationTimestamp: '9999-12-31T23:59:59Z' },
    };
    this.#younger.set(manifest, known);
    return known;
  }

  #in(cluster: string): Map<string, Manifest> {
    const known = this.applied.get(cluster) ?? new Map<string, Manifest>();
    this.applied.set(cluster, known);
    return known;
  }
}
