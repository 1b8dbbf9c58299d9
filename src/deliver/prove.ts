/** Between judging and deciding: every proposal is proved against what is really applied. */
import { digest } from '../emit/blob.ts';
import { factsOf } from '../istio/facts-of-inventory.ts';
import type { Change } from '../schedule/plan-types.ts';
import {
  type ChangedObject,
  joinProofs,
  type Proved,
  type Prover,
  shadowed,
  splitSafely,
} from '../schedule/proof/index.ts';
import type { AskableWorld, JudgedWorld } from './answers.ts';
import { around, capacities } from './capacities.ts';
import { gatesOf } from './conditions.ts';
import { differenceOf } from './difference.ts';
import { type Ground, groundOf } from './ground.ts';
import { type Found, provedOnce } from './known-proofs.ts';
import { firstPart } from './parts.ts';
import type { JudgedMesh } from './planned.ts';
import type { Proof } from './proof.ts';
import type { Proposal } from './proposal.ts';
import { changedObjects, type ObjectsOfFiles, underWay } from './spans.ts';
import type { TickRequest } from './tick-request.ts';

/** One mesh in one repository. */
interface Place {
  readonly request: TickRequest;
  readonly world: AskableWorld;
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
        .map((mesh) => ({ request: world.request, world, mesh })),
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
    places.map(({ request, mesh }) => [
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

async function proveMesh(ground: Ground<Place>, replaced: Map<Proposal, Proposal>): Promise<Map<Proposal, Proof>> {
  const { whole, objects, prover, places, notes } = ground;
  const { request } = places[0]!;
  const facts = factsOf(whole.inventory);
  const known = await capacities(request.folder, whole);
  const proofs = new Map<Proposal, Proof>();
  for (const [step, spans] of spansOf(places)) {
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
  places: Ground<Place>['places'],
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

interface Spans {
  readonly changes: readonly ChangedObject[];
  /** From what is applied through every stage that is left to the last. */
  readonly plan: readonly ChangedObject[];
  readonly stages: number;
  readonly lookup: ObjectsOfFiles;
}

function spansOf(places: Ground<Place>['places']): Map<Proposal, Spans> {
  const found = new Map<Proposal, Spans>();
  const all = places.flatMap((place) => provable(place.mesh).map((proposal) => ({ place, proposal })));
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
      return aligned(changedObjects(same, [one.proposal.manifests], one.place.lookup), earlier.length + 2);
    });
    const steps = proposal.back ? [] : proposal.lane.stages.map((stage) => stage.changes);
    const plan = changedObjects([], steps, place.lookup);
    found.set(proposal, { changes, plan, stages: earlier.length + 1, lookup: place.lookup });
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
