/** Between judging and deciding: every proposal is proved against what is really applied. */
import { digest } from '../emit/blob.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import type { Manifest } from '../istio/manifest.ts';
import { desired } from '../schedule/desired.ts';
import { positionsOf } from '../schedule/plan.ts';
import type { Change } from '../schedule/plan-types.ts';
import { type ChangedObject, joinProofs, type Proved, Prover, shadowed, splitSafely } from '../schedule/proof/index.ts';
import type { AskableWorld, JudgedWorld } from './answers.ts';
import { AppliedObjects, type AppliedTree, appliedOf } from './applied.ts';
import type { BundleFolder } from './bundle-folder.ts';
import { UnknownFormError } from './bundle-folder.ts';
import { around, capacities } from './capacities.ts';
import { gatesOf } from './conditions.ts';
import { differenceOf } from './difference.ts';
import { type Found, provedOnce } from './known-proofs.ts';
import { firstPart } from './parts.ts';
import type { JudgedMesh } from './planned.ts';
import type { Proof } from './proof.ts';
import type { Proposal } from './proposal.ts';
import { changedObjects, type ObjectsOfFiles, underWay } from './spans.ts';

/** One mesh in one repository. */
interface Place {
  readonly world: AskableWorld;
  readonly mesh: JudgedMesh;
  readonly tree: AppliedTree;
}

/** The same worlds, each proposal with its proof. With several repositories a step is that of all of them. */
export async function proveWorlds(
  worlds: readonly JudgedWorld<AskableWorld>[],
): Promise<readonly JudgedWorld<AskableWorld>[]> {
  const proofs = new Map<Proposal, Proof>();
  const replaced = new Map<Proposal, Proposal>();
  const names = new Set(worlds.flatMap(({ meshes }) => meshes.map(({ mesh }) => mesh.inventory.mesh)));
  for (const name of names) {
    const found = worlds.flatMap(({ world, meshes }) =>
      meshes.filter(({ mesh }) => mesh.inventory.mesh === name).map((mesh) => ({ world, mesh })),
    );
    if (found.every(({ mesh }) => provable(mesh).length === 0)) continue;
    const proposals = found.flatMap(({ mesh }) => mesh.proposals);
    const known = await provedOnce(found[0]!.world.request.folder.bundle, keyOf(found), () =>
      proveAll(found, proposals),
    );
    proposals.forEach((proposal, index) => {
      const { proof, instead } = known[index] ?? {};
      if (instead) replaced.set(proposal, instead);
      if (proof) proofs.set(instead ?? proposal, proof);
    });
  }
  return worlds.map(({ world, meshes }) => ({
    world,
    meshes: meshes.map((mesh) => ({
      ...mesh,
      proposals: mesh.proposals.map((proposal) => replaced.get(proposal) ?? proposal),
      proofs,
    })),
  }));
}

async function proveAll(found: readonly Omit<Place, 'tree'>[], proposals: readonly Proposal[]): Promise<Found> {
  const places: Place[] = [];
  for (const place of found) places.push({ ...place, tree: await appliedOf(place.world.request, place.mesh) });
  const replaced = new Map<Proposal, Proposal>();
  const proofs = await proveMesh(places, replaced);
  return proposals.map((proposal) => {
    const instead = replaced.get(proposal);
    return { proof: proofs.get(instead ?? proposal), instead };
  });
}

/** All that a proof depends on beside the bundle. */
function keyOf(places: readonly Omit<Place, 'tree'>[]): string {
  return digest(
    places.map(({ world: { request }, mesh }) => [
      [mesh.mesh.inventory, request.clusters ?? null, request.existing ?? null, request.unproven ?? false],
      [...mesh.base.files].map(([path, { blob, owned }]) => [path, blob, owned]),
      [...mesh.base.states.values()],
      mesh.proposals.map((proposal) => [proposal.branch, proposal.lane, isConfirmed(mesh, proposal)]),
    ]),
  );
}

/** What might be opened, or is open. What waits for another rollout will be another step by then. */
function provable({ proposals }: JudgedMesh): readonly Proposal[] {
  return proposals.filter(({ lane, manifests }) => lane.waitsFor === undefined && manifests.length > 0);
}

async function proveMesh(places: readonly Place[], replaced: Map<Proposal, Proposal>): Promise<Map<Proposal, Proof>> {
  const { request } = places[0]!.world;
  const whole = request.folder.bundle.meshes.find((one) => one.inventory.mesh === places[0]!.mesh.mesh.inventory.mesh)!;
  const unseen = await elsewhereUnseen(places, whole, request.folder);
  const own = places.flatMap(({ mesh, tree }) =>
    [...tree.own].map(([path, manifest]) => ({ cluster: clusterAt(mesh.mesh, path), manifest })),
  );
  const foreign = places.flatMap(({ tree }) => tree.foreign);
  const objects = new AppliedObjects([...own, ...unseen.objects], [...(request.existing ?? []), ...foreign]);
  const prover = proverOf(whole, objects);
  const facts = factsOf(whole.inventory);
  const known = await capacities(request.folder, whole);
  const proofs = new Map<Proposal, Proof>();
  const notes = [...places.flatMap(({ tree }) => tree.unread), ...unseen.notes];
  for (const [step, spans] of await spansOf(places, objects)) {
    const { stages } = spans;
    const [proposal, changes, proved] = inParts(places, step, spans, prover);
    if (proposal !== step) replaced.set(step, proposal);
    const inTheWay = shadowed(changes, objects.foreign);
    const accepted = request.unproven ?? false;
    const capacity = proposal.back ? undefined : around(known.get(proposal.lane.id), proposal.stage.key);
    proofs.set(proposal, {
      ...{ proved: { ...proved, reserves: [...proved.reserves, ...notes] }, shadowed: inTheWay, accepted, stages },
      ...(proposal.lane.kind !== 'bootstrap' && { difference: differenceOf(facts, objects.applied, changes) }),
      ...(capacity && { capacity }),
      ...(proposal.back && { back: true as const }),
    });
  }
  return proofs;
}

/** The step, or where it is not safe at once and a change of the source may take several, the first part that is. */
function inParts(
  places: readonly Place[],
  proposal: Proposal,
  { changes, plan, stages, lookup }: Spans,
  prover: Prover,
): readonly [Proposal, readonly ChangedObject[], Proved] {
  const proved = proveStep(prover, changes, plan, proposal.back !== undefined);
  const asItIs = [proposal, changes, proved] as const;
  const [place, ...others] = places;
  if (proved.verdict === 'safe' || !place || others.length > 0) return asItIs;
  if (stages > 1 || proposal.lane.kind === 'canary' || proposal.back) return asItIs;
  const { parts, proofs } = splitSafely(prover, changes);
  const [first, proof] = [parts[0], proofs[0]];
  if (parts.length < 2 || !first || !proof) return asItIs;
  const objectsOf = (change: Change) => changedObjects([], [[change]], lookup).flatMap(({ versions }) => versions);
  const part = firstPart(place.world.seen, place.mesh, proposal, parts, { objectsOf, cluster: lookup.cluster });
  return part ? [part, first, proof] : asItIs;
}

/** The transition itself, and each stage of the whole plan against the two ends of it: a dip may hide in two steps. */
function proveStep(
  prover: Prover,
  changes: readonly ChangedObject[],
  plan: readonly ChangedObject[],
  restores: boolean,
): Proved {
  const step = prover.prove(changes, { restores });
  // What is applied stands before the last: from there the other proofs of this run start.
  prover.advance(changes, Math.max(0, (changes[0]?.versions.length ?? 2) - 2));
  if (step.verdict !== 'safe' || (plan[0]?.versions.length ?? 0) < 3) return step;
  const middle = prover.judgeStages(plan);
  return joinProofs(step, middle);
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

interface Spans {
  readonly changes: readonly ChangedObject[];
  /** From what is applied through every stage that is left to the last. */
  readonly plan: readonly ChangedObject[];
  readonly stages: number;
  readonly lookup: ObjectsOfFiles;
}

async function spansOf(places: readonly Place[], objects: AppliedObjects): Promise<Map<Proposal, Spans>> {
  const found = new Map<Proposal, Spans>();
  const all = places.flatMap((place) => provable(place.mesh).map((proposal) => ({ place, proposal })));
  const lookups = new Map<Place, ObjectsOfFiles>();
  for (const place of places) lookups.set(place, await lookupOf(place, objects));
  for (const { place, proposal } of all) {
    // Repositories that are at the same stage take the next side by side, in any order.
    const together = all.filter(
      (one) =>
        one.proposal === proposal ||
        (one.place !== place &&
          one.proposal.lane.id === proposal.lane.id &&
          one.proposal.stage.key === proposal.stage.key),
    );
    const earlier = underWay(place.mesh, proposal, isConfirmed(place.mesh, proposal));
    const changes = together.flatMap((one) => {
      const same = earlier.length === 0 ? [] : underWay(one.place.mesh, one.proposal, false).slice(-earlier.length);
      return aligned(changedObjects(same, [one.proposal.manifests], lookups.get(one.place)!), earlier.length + 2);
    });
    const steps = proposal.back ? [] : proposal.lane.stages.map((stage) => stage.changes);
    const plan = changedObjects([], steps, lookups.get(place)!);
    found.set(proposal, { changes, plan, stages: earlier.length + 1, lookup: lookups.get(place)! });
  }
  return found;
}

/** Repositories may have taken another number of the stages that change something there. */
function aligned(changes: readonly ChangedObject[], length: number): readonly ChangedObject[] {
  return changes.map((change) => {
    const missing = Math.max(0, length - change.versions.length);
    return { ...change, versions: [...Array(missing).fill(change.versions[0]), ...change.versions] };
  });
}

/** Whether the step can be proposed only once the stage in force is known to be applied everywhere. */
function isConfirmed(mesh: JudgedMesh, { lane }: Proposal): boolean {
  const judgements = mesh.judged.get(lane.id)?.judgements ?? [];
  const excused = judgements.some(({ gate, excused, ground }) => gate === 'applied' && excused && !ground);
  return !excused && gatesOf(mesh, lane.id).some(({ kind }) => kind === 'applied');
}

async function lookupOf({ world, mesh, tree }: Place, objects: AppliedObjects): Promise<ObjectsOfFiles> {
  const target = new Set(Object.values(mesh.mesh.files).map(({ blob }) => blob));
  const lanes = mesh.proposals.flatMap(({ lane, stage }) => [...lane.stages, stage]);
  const wanted = lanes.flatMap(({ changes }) =>
    changes.flatMap(({ before, after }) => [before ?? '', after?.text === undefined ? (after?.blob ?? '') : '']),
  );
  const starts = mesh.mesh.canaries.flatMap(({ id }) =>
    Object.values(mesh.mesh.files).flatMap(({ blob, variants }) =>
      variants?.some(({ rollout }) => rollout === id) ? [blob] : [],
    ),
  );
  const blobs = new Map(
    await world.request.folder.manifests([...wanted, ...starts].filter((blob) => target.has(blob))),
  );
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
  if (places.some(({ world }) => world.request.clusters === undefined)) return { objects: [], notes: [] };
  const seen = new Set(places.flatMap(({ world }) => world.request.clusters ?? []));
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
