/** What the proofs of one mesh stand on: everything that is applied, in one repository of the tree or in several. */
import type { BundleMesh } from '../emit/bundle.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import { desired } from '../schedule/desired.ts';
import { positionsOf } from '../schedule/plan.ts';
import { arrivalLimits, type Limits, Prover } from '../schedule/proof/index.ts';
import type { LaneKind } from '../schedule/state.ts';
import { AppliedObjects, type AppliedTree, appliedOf } from './applied.ts';
import { type BundleFolder, UnknownFormError } from './bundle-folder.ts';
import type { Observation } from './observe.ts';
import type { PlannedMesh } from './planned.ts';
import type { ObjectsOfFiles } from './spans.ts';
import type { TickRequest } from './tick-request.ts';
import { type Unconfirmed, unconfirmed } from './unconfirmed.ts';

/** One mesh in one repository. */
export interface Place {
  readonly request: Pick<TickRequest, 'git' | 'folder' | 'clusters' | 'existing'>;
  readonly seen: Observation;
  readonly mesh: PlannedMesh;
}

/** What was read of it. */
export interface Looked {
  readonly lookup: ObjectsOfFiles;
  /** Merged, and perhaps not applied everywhere. */
  readonly unconfirmed: Unconfirmed;
}

/** One mesh in all repositories that were looked at. */
export interface Ground<P extends Place = Place> {
  /** The mesh as the bundle has it, whatever one repository holds of it. */
  readonly whole: BundleMesh;
  readonly objects: AppliedObjects;
  /** Stands at what is applied. */
  readonly prover: Prover;
  readonly places: readonly (P & Looked)[];
  /** How much is judged of a step of a rollout. */
  readonly limitsOf: (kind: LaneKind) => Limits;
  /** What was not looked at or could not be read, one sentence each. */
  readonly notes: readonly string[];
}

export async function groundOf<P extends Place>(found: readonly [P, ...P[]]): Promise<Ground<P>> {
  const trees: AppliedTree[] = [];
  for (const { request, mesh } of found) trees.push(await appliedOf(request, mesh));
  const { folder, existing = [] } = found[0].request;
  const { mesh } = found[0].mesh;
  const whole = folder.bundle.meshes.find((one) => one.inventory.mesh === mesh.inventory.mesh) ?? mesh;
  const unseen = await elsewhereUnseen(found, whole, folder);
  const own = trees.flatMap((tree) =>
    [...tree.own].map(([path, manifest]) => ({ cluster: clusterAt(whole, path), manifest })),
  );
  const foreign = trees.flatMap((tree) => tree.foreign);
  const objects = new AppliedObjects([...own, ...unseen.objects], [...existing, ...foreign]);
  const places = [];
  for (const [index, place] of found.entries()) {
    const since = await unconfirmed(place.request.git, place.seen, place.mesh);
    const lookup = await lookupOf(place, trees[index]!, objects, since);
    places.push({ ...place, lookup, unconfirmed: since });
  }
  const notes = [...trees.flatMap(({ unread }) => unread), ...unseen.notes];
  const prover = proverOf(whole, objects);
  const arrival = arrivalLimits(factsOf(whole.inventory));
  const limitsOf = (kind: LaneKind) => (kind === 'bootstrap' ? arrival : {});
  return { whole, objects, prover, places, limitsOf, notes };
}

async function lookupOf(
  { request, mesh }: Place,
  tree: AppliedTree,
  objects: AppliedObjects,
  since: Unconfirmed,
): Promise<ObjectsOfFiles> {
  const target = new Set(Object.values(mesh.mesh.files).map(({ blob }) => blob));
  const lanes = [...mesh.plan.lanes, ...mesh.proposals.map(({ lane }) => lane)].flatMap(({ stages }) => stages);
  const wanted = lanes.flatMap(({ changes }) =>
    changes.flatMap(({ before, after }) => [before ?? '', after?.text === undefined ? (after?.blob ?? '') : '']),
  );
  const starts = mesh.mesh.canaries.flatMap(({ id }) =>
    Object.values(mesh.mesh.files).flatMap(({ blob, variants }) =>
      variants?.some(({ rollout }) => rollout === id) ? [blob] : [],
    ),
  );
  const blobs = new Map(await request.folder.manifests([...wanted, ...starts].filter((blob) => target.has(blob))));
  for (const [blob, manifest] of since.objects) blobs.set(blob, manifest);
  for (const [path, { blob }] of mesh.base.files) {
    const manifest = tree.own.get(path);
    if (manifest) blobs.set(blob, manifest);
  }
  const seen = (manifest: Manifest | undefined) => manifest && objects.asApplied(manifest);
  return {
    at: (path) => seen(tree.own.get(path)),
    blob: (blob) => seen(blobs.get(blob)),
    cluster: (path) => clusterAt(mesh.mesh, path),
    seen,
  };
}

function clusterAt({ files }: BundleMesh, path: string): string {
  return files[path]?.cluster ?? path.split('/')[2] ?? '';
}

/** Clusters of repositories that nobody looks at this time count as what the source says of them. */
async function elsewhereUnseen(places: readonly Place[], whole: BundleMesh, folder: BundleFolder) {
  if (places.some(({ request }) => request.clusters === undefined)) return { objects: [], notes: [] };
  const seen = new Set(places.flatMap(({ request }) => request.clusters ?? []));
  const files = Object.entries(whole.files).filter(([, { cluster }]) => !seen.has(cluster));
  if (files.length === 0) return { objects: [], notes: [] };
  const at = desired(whole, positionsOf(whole, places[0]!.mesh.base));
  const manifests = await folder.manifests(files.map(([, { blob }]) => blob));
  const objects = files.flatMap(([path, { cluster, blob }]) => {
    const manifest = at.get(path)?.manifest ?? manifests.get(blob);
    return manifest ? [{ cluster, manifest }] : [];
  });
  const names = [...new Set(files.map(([, { cluster }]) => cluster))].sort();
  return {
    objects,
    notes: [`What ${names.join(', ')} have applied was not looked at: taken to be what the source says.`],
  };
}

function proverOf({ inventory, acknowledged = [] }: BundleMesh, { applied }: AppliedObjects): Prover {
  try {
    return new Prover({ facts: factsOf(inventory), applied, acknowledged });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UnknownFormError(
      'The inventory of the bundle is not of the form that this Meshwright writes.',
      'Compile again with the same release of Meshwright. Nothing was changed.',
    );
  }
}
