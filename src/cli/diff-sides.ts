import { type BundleFolder, openBundle } from '../deliver/bundle-folder.ts';
import { observe } from '../deliver/observe.ts';
import { UsageError } from '../diagnostics/errors.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import type { Facts } from '../istio/facts.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import { identityOf, type Manifest } from '../istio/manifest.ts';
import { readManifests } from '../read/manifests.ts';
import { desired, type Positions } from '../schedule/desired.ts';
import { positionsOf } from '../schedule/plan.ts';
import { START } from '../schedule/stages.ts';
import type { Side } from '../schedule/traffic/types.ts';
import { compiled, type Io } from './command.ts';
import { type Delivery, openDeliveries, type RepositoryOptions } from './repository.ts';
import { positionsFrom } from './simulate-world.ts';

/** A mesh on both sides of a change. */
export interface Sides {
  readonly mesh: string;
  readonly before: Side;
  readonly after: Side;
}

/** What the source asks for, every rollout where it stands or where `at` says, against what is applied. */
export async function againstApplied(
  io: Io,
  options: RepositoryOptions,
  at: readonly string[],
): Promise<readonly Sides[] | undefined> {
  const deliveries = await openDeliveries(io, options, 'steer');
  const [first] = deliveries ?? [];
  if (!deliveries || !first) return undefined;
  const { folder } = first;
  const found: Sides[] = [];
  const applied = await Promise.all(deliveries.map((delivery) => appliedIn(delivery, io)));
  for (const mesh of folder.bundle.meshes) {
    const name = mesh.inventory.mesh;
    const parts = applied.flatMap((one) => one.get(name) ?? []);
    const objects = objectsOf(parts.flatMap((part) => part.objects));
    const positions = furthest(parts.map((part) => part.positions));
    const target = await placedAt(folder, mesh, { ...positions, ...positionsFor(mesh, at) });
    // What Meshwright does not own stays as it is.
    const others = parts.flatMap((part) => part.objects).filter(({ owned }) => !owned);
    const facts = factsOf(mesh.inventory);
    const after = objectsOf([...others, ...target]);
    found.push({ mesh: name, before: { facts, objects }, after: { facts, objects: after } });
  }
  checkRollouts(folder.bundle.meshes, at);
  return found;
}

/** Of one source: where `at` says against where no rollout has begun. */
export async function betweenPositions(
  io: Io,
  options: { readonly bundle?: string },
  at: readonly string[],
): Promise<readonly Sides[] | undefined> {
  const folder = await sourceFolder(io, options);
  if (!folder) return undefined;
  checkRollouts(folder.bundle.meshes, at);
  return Promise.all(
    folder.bundle.meshes.map(async (mesh) => {
      const facts = factsOf(mesh.inventory);
      const before = objectsOf(await placedAt(folder, mesh, {}));
      const after = objectsOf(await placedAt(folder, mesh, positionsFor(mesh, at)));
      return { mesh: mesh.inventory.mesh, before: { facts, objects: before }, after: { facts, objects: after } };
    }),
  );
}

/** Two bundles, or one and the source. */
export async function betweenBundles(
  io: Io,
  options: { readonly bundle?: string; readonly from: string; readonly to?: string },
): Promise<readonly Sides[] | undefined> {
  const old = await openBundle(options.from);
  const fresh = options.to === undefined ? await sourceFolder(io, options) : await openBundle(options.to);
  if (!fresh) return undefined;
  const names = [...new Set([old, fresh].flatMap(({ bundle }) => bundle.meshes.map((one) => one.inventory.mesh)))];
  return Promise.all(
    names.map(async (mesh) => {
      const [before, after] = [await sideIn(old, mesh), await sideIn(fresh, mesh)];
      return { mesh, before: before ?? empty(after?.facts), after: after ?? empty(before?.facts) };
    }),
  );
}

async function sideIn(folder: BundleFolder, name: string): Promise<Side | undefined> {
  const mesh = folder.bundle.meshes.find(({ inventory }) => inventory.mesh === name);
  if (!mesh) return undefined;
  return { facts: factsOf(mesh.inventory), objects: objectsOf(await placedAt(folder, mesh, {})) };
}

/** A mesh that is only on one side: the same clusters, and nothing in them. */
function empty(facts: Facts | undefined): Side {
  if (!facts) throw new Error('a mesh is on one side at least');
  return { facts, objects: new Map() };
}

async function sourceFolder(io: Io, { bundle }: { readonly bundle?: string }): Promise<BundleFolder | undefined> {
  return bundle === undefined ? (await compiled(io))?.folder : openBundle(bundle);
}

interface Placed {
  readonly cluster: string;
  readonly manifest: Manifest;
  readonly owned: boolean;
}

async function placedAt(folder: BundleFolder, mesh: BundleMesh, positions: Positions): Promise<readonly Placed[]> {
  const files = [...desired(mesh, positions)];
  const known = await folder.manifests(files.flatMap(([, { blob, manifest }]) => (manifest ? [] : [blob])));
  return files.flatMap(([path, file]) => {
    const manifest = file.manifest ?? known.get(file.blob);
    return manifest ? [{ cluster: mesh.files[path]?.cluster ?? '', manifest, owned: true }] : [];
  });
}

interface AppliedMesh {
  readonly objects: readonly Placed[];
  readonly positions: Positions;
}

/** What a repository holds of each mesh; blobs that the bundle has are not read again. */
async function appliedIn(delivery: Delivery, io: Io): Promise<ReadonlyMap<string, AppliedMesh>> {
  const { git, folder, clusters } = delivery;
  const seen = await observe({ ...delivery, meshes: folder.bundle.meshes });
  const found = new Map<string, AppliedMesh>();
  for (const { mesh, base } of seen.meshes) {
    const files = [...base.files].filter(([path]) => /\.ya?ml$/.test(path) && isHere(path, clusters));
    const own = new Set(Object.values(mesh.files).map(({ blob }) => blob));
    const known = await folder.manifests(files.flatMap(([, { blob }]) => (own.has(blob) ? [blob] : [])));
    const texts = await git.readBlobs(files.flatMap(([, { blob }]) => (known.has(blob) ? [] : [blob])));
    const objects = files.flatMap(([path, { blob, owned }]) => {
      const cluster = mesh.files[path]?.cluster ?? clusterIn(path);
      const manifest = known.get(blob);
      if (manifest) return [{ cluster, manifest, owned }];
      const read = readManifests(texts.get(blob) ?? '', path);
      for (const { message } of read.problems) io.note(`${io.paint.yellow('note')}: ${path}: ${message}`);
      return read.manifests.map((one) => ({ cluster, manifest: one.manifest, owned }));
    });
    found.set(mesh.inventory.mesh, { objects, positions: positionsOf(mesh, base) });
  }
  return found;
}

function isHere(path: string, clusters: readonly string[] | undefined): boolean {
  return clusters === undefined || clusters.includes(clusterIn(path));
}

function clusterIn(path: string): string {
  return path.split('/')[2] ?? path;
}

/** Repositories that no step of a rollout has reached yet say that it has not begun. */
function furthest(all: readonly Positions[]): Positions {
  const positions: Record<string, string> = {};
  for (const one of all)
    for (const [rollout, stage] of Object.entries(one))
      if (stage !== START.key || positions[rollout] === undefined) positions[rollout] = stage;
  return positions;
}

/** Objects of each cluster by their identity. */
export function objectsOf(
  placed: readonly { readonly cluster: string; readonly manifest: Manifest }[],
): ReadonlyMap<string, ReadonlyMap<string, Manifest>> {
  const objects = new Map<string, Map<string, Manifest>>();
  for (const { cluster, manifest } of placed) {
    const known = objects.get(cluster);
    if (known) known.set(identityOf(manifest), manifest);
    else objects.set(cluster, new Map([[identityOf(manifest), manifest]]));
  }
  return objects;
}

/** What of `at` is about this mesh. */
function positionsFor(mesh: BundleMesh, at: readonly string[]): Positions {
  return positionsFrom(
    mesh,
    at.filter((text) => mesh.canaries.some(({ id }) => text.startsWith(`${id}=`))),
  );
}

/** A rollout that no mesh has is a mistake; that of another mesh is not. */
function checkRollouts(meshes: readonly BundleMesh[], at: readonly string[]): void {
  const ids = meshes.flatMap(({ canaries }) => canaries.map(({ id }) => id));
  const stranger = at.find((text) => !ids.some((id) => text.startsWith(`${id}=`)));
  if (stranger === undefined) return;
  throw new UsageError(
    `There is no rollout '${stranger.replace(/=.*/, '')}'.`,
    `Write --at <rollout>=<stage>; rollouts are ${ids.join(', ') || 'none'}.`,
  );
}
