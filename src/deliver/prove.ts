/** Between judging and deciding: every proposal is proved against what is really applied. */
import { digest } from '../emit/blob.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import type { Change } from '../schedule/plan-types.ts';
import {
  type ChangedObject,
  joinProofs,
  type Limits,
  type Proved,
  type Prover,
  shadowed,
  splitSafely,
} from '../schedule/proof/index.ts';
import type { AskableWorld, JudgedWorld } from './answers.ts';
import { around, capacities } from './capacities.ts';
import { applying } from './conditions.ts';
import { differenceOf } from './difference.ts';
import { type Ground, groundOf } from './ground.ts';
import { type Found, provedOnce } from './known-proofs.ts';
import type { Observation } from './observe.ts';
import { firstPart } from './parts.ts';
import type { JudgedMesh } from './planned.ts';
import type { Proof } from './proof.ts';
import type { Proposal } from './proposal.ts';
import { changedLast, changedObjects, judgeWhole, type ObjectsOfFiles, planOf, type WholePlan } from './spans.ts';
import type { TickRequest } from './tick-request.ts';
import { pointsFor } from './unconfirmed.ts';

/** One mesh in one repository. */
interface Place {
  readonly request: TickRequest;
  readonly seen: Observation;
  readonly mesh: JudgedMesh;
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
      meshes
        .filter(({ mesh }) => mesh.inventory.mesh === name)
        .map((mesh) => ({ request: world.request, seen: world.seen, mesh })),
    );
    if (found.every(({ mesh }) => provable(mesh).length === 0)) continue;
    const proposals = found.flatMap(({ mesh }) => mesh.proposals);
    const known = await provedOnce(found[0]!.request.folder.bundle, keyOf(found), () => proveAll(found, proposals));
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

async function proveAll(found: readonly Place[], proposals: readonly Proposal[]): Promise<Found> {
  const ground = await groundOf(found as [Place, ...Place[]]);
  const replaced = new Map<Proposal, Proposal>();
  const proofs = await proveMesh(ground, replaced);
  return proposals.map((proposal) => {
    const instead = replaced.get(proposal);
    return { proof: proofs.get(instead ?? proposal), instead };
  });
}

/** All that a proof depends on beside the bundle. */
function keyOf(places: readonly Place[]): string {
  return digest(
    places.map(({ request, seen, mesh }) => [
      [mesh.mesh.inventory, request.clusters ?? null, request.existing ?? null, request.unproven ?? false],
      [...mesh.base.files].map(([path, { blob, owned }]) => [path, blob, owned]),
      [...mesh.base.states.values()],
      mesh.proposals.map((proposal) => [proposal.branch, proposal.lane, [...knownBefore({ seen, mesh }, proposal)]]),
      seen.pulls.flatMap(({ mergeCommit, confirmedAt }) =>
        mergeCommit ? [[mergeCommit, confirmedAt !== undefined]] : [],
      ),
    ]),
  );
}

/** What might be opened, or is open. What waits for another rollout will be another step by then. */
function provable({ proposals }: JudgedMesh): readonly Proposal[] {
  return proposals.filter(({ lane, manifests }) => lane.waitsFor === undefined && manifests.length > 0);
}

async function proveMesh(ground: Ground<Place>, replaced: Map<Proposal, Proposal>): Promise<Map<Proposal, Proof>> {
  const { whole, objects, places, notes } = ground;
  const { request } = places[0]!;
  const facts = factsOf(whole.inventory);
  const known = await capacities(request.folder, whole);
  const proofs = new Map<Proposal, Proof>();
  for (const [step, spans] of spansOf(places)) {
    const [proposal, changes, proved] = inParts(ground, step, spans);
    if (proposal !== step) replaced.set(step, proposal);
    const inTheWay = shadowed(changes, objects.foreign);
    const accepted = request.unproven ?? false;
    const capacity = proposal.back ? undefined : around(known.get(proposal.lane.id), proposal.stage.key);
    proofs.set(proposal, {
      ...{
        proved: { ...proved, reserves: [...proved.reserves, ...notes] },
        shadowed: inTheWay,
        accepted,
        stages: proved.spans,
      },
      ...(proposal.lane.kind !== 'bootstrap' && { difference: differenceOf(facts, objects.applied, changes) }),
      ...(capacity && { capacity }),
      ...(proposal.back && { back: true as const }),
    });
  }
  return proofs;
}

/** The step, or where it is not safe at once and a change of the source may take several, the first part that is. */
function inParts(
  { places, prover, limitsOf }: Ground<Place>,
  proposal: Proposal,
  { changes, own, plan, lookup }: Spans,
): readonly [Proposal, readonly ChangedObject[], Proved] {
  const limits = limitsOf(proposal.lane.kind);
  const proved = proveStep(prover, changes, plan, { ...limits, restores: proposal.back !== undefined });
  const asItIs = [proposal, own, proved] as const;
  const [place, ...others] = places;
  if (proved.verdict === 'safe' || !place || proposal.back) return asItIs;
  const alone = changes === own ? proved : prover.prove(own, limits);
  if (alone.verdict === 'safe') return [proposal, own, toBeConfirmed(proved, places)];
  if (others.length > 0 || proposal.lane.kind === 'canary') return asItIs;
  const { parts } = splitSafely(prover, own, limits);
  const [first] = parts;
  if (!first || parts.length < 2) return asItIs;
  const objectsOf = (change: Change) => changedObjects([], [[change]], lookup).flatMap(({ versions }) => versions);
  const part = firstPart(place.seen, place.mesh, proposal, parts, { objectsOf, cluster: lookup.cluster });
  if (!part) return asItIs;
  const kept = new Set(first.map(objectKey));
  // Objects of later parts stay what they are now.
  const spanned = changes.map((change) =>
    kept.has(objectKey(change)) ? change : { ...change, versions: change.versions.with(-1, change.versions.at(-2)) },
  );
  const found = proveStep(prover, spanned, [], limits);
  return [part, first, found.verdict === 'safe' ? found : toBeConfirmed(found, places)];
}

/** The transition itself, and each stage of the whole plan against the two ends of it: a dip may hide in two steps. */
function proveStep(
  prover: Prover,
  changes: readonly ChangedObject[],
  plan: readonly WholePlan[],
  { restores = false, ...limits }: Limits & { readonly restores?: boolean },
): Proved {
  const step = prover.prove(changes, { ...limits, restores, about: changedLast(changes) });
  // What is applied stands before the last: from there the other proofs of this run start.
  prover.advance(changes, Math.max(0, (changes[0]?.versions.length ?? 2) - 2));
  const whole = step.verdict === 'safe' ? judgeWhole(prover, plan, limits) : undefined;
  return whole ? joinProofs(step, whole) : step;
}

interface Spans {
  /** Through the merges that clusters may not have applied yet to the step itself. */
  readonly changes: readonly ChangedObject[];
  /** From what is applied now: the step alone. */
  readonly own: readonly ChangedObject[];
  /** None for a way back. */
  readonly plan: readonly WholePlan[];
  readonly lookup: ObjectsOfFiles;
}

function spansOf(places: Ground<Place>['places']): Map<Proposal, Spans> {
  const found = new Map<Proposal, Spans>();
  const all = places.flatMap((place) => provable(place.mesh).map((proposal) => ({ place, proposal })));
  for (const { place, proposal } of all) {
    const { lane, stage, back } = proposal;
    // Repositories that are at the same stage take the next side by side, in any order.
    const isTogether = (one: (typeof all)[number]) =>
      one.proposal === proposal ||
      (one.place !== place && one.proposal.lane.id === lane.id && one.proposal.stage.key === stage.key);
    const spans = places.map((other) => ({
      other,
      points: pointsFor(other.unconfirmed, knownBefore(other, proposal)),
      step: all.find((one) => one.place === other && isTogether(one))?.proposal.manifests ?? [],
    }));
    const most = Math.max(...spans.map(({ points }) => points.length));
    const own = spans.flatMap(({ other, step }) => changedObjects([], [step], other.lookup));
    const changes = spans.flatMap(({ other, points, step }) =>
      aligned(changedObjects(points, [step], other.lookup), most + 2),
    );
    const steps = lane.stages.map(({ changes: step }) => step);
    const plan = back ? [] : [planOf(place, lane.id, steps, place.lookup)];
    found.set(proposal, { changes: most === 0 ? own : changes, own, plan, lookup: place.lookup });
  }
  return found;
}

/** What is known to be applied everywhere before a step is opened, by the branches that brought it. */
function knownBefore(
  { seen, mesh }: Pick<Place, 'seen' | 'mesh'>,
  { lane, stage, back }: Proposal,
): ReadonlySet<string> {
  // A way back does not wait for anything.
  if (back) return new Set();
  const judgements = mesh.judged.get(lane.id)?.judgements ?? [];
  const excused = new Set(judgements.flatMap(({ gate, excused: goesOn }) => (goesOn ? [gate] : [])));
  const asked = applying(seen, mesh, { rollout: lane.id, next: { lane, stage } });
  return new Set(
    asked.flatMap(({ branch, of }) => (excused.has(of === undefined ? 'applied' : `applied of ${of}`) ? [] : [branch])),
  );
}

/** What would let a step be opened that is safe but for what clusters may still be without. */
function toBeConfirmed(proved: Proved, places: Ground<Place>['places']): Proved {
  const pulls = places.flatMap(({ unconfirmed: { merges } }) => merges.slice(-1).map(({ pull }) => pull));
  const remedy = `Clusters may be without what was merged before it. Once all of them have applied pull request ${pulls.join(' and ')}, approve it, as merged as it is, and tick again.`;
  return {
    ...proved,
    counterExamples: proved.counterExamples.map((example) => ({ ...example, remedy })),
    undecided: proved.undecided.map((sentence) => `${sentence} ${remedy}`),
  };
}

function objectKey({ cluster, id }: ChangedObject): string {
  return `${cluster} ${id}`;
}

/** Repositories may have taken another number of the stages that change something there. */
function aligned(changes: readonly ChangedObject[], length: number): readonly ChangedObject[] {
  return changes.map((change) => {
    const missing = Math.max(0, length - change.versions.length);
    return { ...change, versions: [...Array(missing).fill(change.versions[0]), ...change.versions] };
  });
}
