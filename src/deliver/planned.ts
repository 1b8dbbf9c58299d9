import type { AnswerBook, Question } from '../gates/questions.ts';
import { holderOf, inTurn, locksIn } from '../schedule/locks.ts';
import { plan } from '../schedule/plan.ts';
import type { Lane, Plan } from '../schedule/plan-types.ts';
import { unfinishedCanaries } from '../schedule/unfinished.ts';
import type { Subject } from './conditions.ts';
import { backElsewhere, type Elsewhere, elsewhereOf, judgeElsewhere } from './elsewhere.ts';
import { type Going, goingBack } from './going-back.ts';
import { type Judged, judge } from './judge.ts';
import type { Observation, ObservedMesh } from './observe.ts';
import type { Proof } from './proof.ts';
import { nextProposal, type Proposal } from './proposal.ts';
import { wayBack } from './rollback-proposal.ts';

/** A mesh with its plan, and with each lane's next transition as a branch would hold it. */
export interface PlannedMesh extends ObservedMesh {
  readonly plan: Plan;
  readonly proposals: readonly Proposal[];
}

/** A planned mesh, judged: what is to go back is proposed in the place of its next step. */
export interface JudgedMesh extends PlannedMesh {
  readonly judged: ReadonlyMap<string, Judged>;
  /** Where the same rollouts stand in other repositories. */
  readonly elsewhere: Elsewhere;
  /** Of its proposals; none where nothing was proved. */
  readonly proofs?: ReadonlyMap<Proposal, Proof>;
}

/** One repository of the applied tree, as far as it has been looked at. */
export interface World {
  readonly seen: Observation;
  readonly meshes: readonly PlannedMesh[];
}

export function planMeshes(seen: Observation): readonly PlannedMesh[] {
  return planWorlds([seen])[0] ?? [];
}

/** Several are the repositories of one applied tree: what is under way in one of them is under way in all. */
export function planWorlds(repositories: readonly Observation[]): readonly (readonly PlannedMesh[])[] {
  const all = repositories.map((seen) =>
    seen.meshes.map((observed) => ({ observed, planned: plan(observed.mesh, observed.base) })),
  );
  return all.map((meshes, index) =>
    meshes.map(({ observed, planned }) => {
      const { mesh, base } = observed;
      const others = all.flatMap((one, other) => (other === index ? [] : one.filter(sameMesh(mesh))));
      const lanes = others.length === 0 ? planned.lanes : inTurnEverywhere(planned.lanes, observed, others);
      const proposals = lanes.flatMap((lane) => nextProposal(mesh, base, lane, repositories[index]?.pulls ?? []) ?? []);
      return { ...observed, plan: { ...planned, lanes }, proposals };
    }),
  );
}

interface Alone {
  readonly observed: ObservedMesh;
  readonly planned: Plan;
}

function sameMesh({ inventory }: ObservedMesh['mesh']) {
  return ({ observed }: Alone) => observed.mesh.inventory.mesh === inventory.mesh;
}

function inTurnEverywhere(lanes: readonly Lane[], own: ObservedMesh, others: readonly Alone[]): readonly Lane[] {
  const known = locksIn(own.mesh);
  const states = [own, ...others.map(({ observed }) => observed)].flatMap(({ base }) => unfinishedCanaries(base));
  const underWay = new Map(states.map((state) => [state.rollout, holderOf(state, known)]));
  return inTurn(
    lanes,
    known,
    [...underWay.values()],
    others.flatMap(({ planned }) => planned.lanes),
  );
}

/** Judges every rollout that has something in force or something next, and puts ways back in the place of next steps. */
export function judgeWorld(world: World, others: readonly World[], answers: AnswerBook): readonly JudgedMesh[] {
  const { seen } = world;
  return world.meshes.map((mesh) => {
    const elsewhere = elsewhereOf(mesh, others);
    const judged = new Map(
      subjectsOf(seen, mesh, elsewhere).map((subject) => {
        const own = judge(seen, mesh, subject, answers);
        return [subject.rollout, judgeElsewhere(own, subject, elsewhere, answers)] as const;
      }),
    );
    const back = [...mesh.base.states.values()].flatMap(({ rollout, planHash }) => {
      const going =
        goingBack(seen, mesh, rollout, judged.get(rollout)) ??
        follows({ id: rollout, planHash }, elsewhere) ??
        makesWay(seen, mesh, rollout);
      return going ? (wayBack(mesh, seen.pulls, rollout, going) ?? []) : [];
    });
    const leaving = new Set(back.map(({ lane }) => lane.id));
    const forward = mesh.proposals.filter(({ lane }) => !leaving.has(lane.id));
    // First what takes harm away: nothing that goes wrong after it can hold it up.
    return { ...mesh, judged, elsewhere, proposals: [...back, ...forward] };
  });
}

/** The source asks for another Canary in its place, and says that nobody need be asked. */
function makesWay({ hold }: Observation, { plan: { leaving = [] } }: PlannedMesh, rollout: string): Going | undefined {
  return hold === undefined && leaving.includes(rollout) ? { purpose: 'supersede', failed: [] } : undefined;
}

/** What goes back in one repository goes back in all that have moved. */
function follows(lane: { readonly id: string; readonly planHash: string }, elsewhere: Elsewhere): Going | undefined {
  return backElsewhere(lane, elsewhere) ? { purpose: 'rollback', failed: [] } : undefined;
}

/** What has to be found out before that judging is complete, as far as the answers so far can tell. */
export function questionsOfWorld(meshes: readonly JudgedMesh[]): readonly Question[] {
  return meshes.flatMap(({ judged }) => [...judged.values()].flatMap(({ questions }) => questions));
}

/** Rollouts with a next stage, and canaries that are under way without one: at their end, or changed in the source. */
function subjectsOf(seen: Observation, mesh: PlannedMesh, elsewhere: Elsewhere): Subject[] {
  const next = mesh.proposals.map(({ lane, stage }) => ({ rollout: lane.id, next: { lane, stage } }));
  const known = new Set(next.map(({ rollout }) => rollout));
  const worlds = [{ world: { seen }, mesh }, ...elsewhere];
  const last = [...mesh.base.states.values()]
    .filter(({ kind, rollout }) => kind === 'canary' && !known.has(rollout))
    .filter(({ rollout }) => worlds.some((one) => isWatched(one.world.seen, one.mesh, rollout)))
    .map(({ rollout }) => ({ rollout, next: undefined }));
  return [...next, ...last];
}

const DAY = 24 * 3_600_000;

/** A canary at its end is judged for a day after its bake: no run of delivery may have fallen into the bake itself. */
function isWatched({ now }: Observation, { mesh, base, mergedAt }: PlannedMesh, rollout: string): boolean {
  const state = base.states.get(rollout);
  if (state?.status === 'running') return true;
  if (state?.status !== 'done' || !mesh.canaries.some(({ id }) => id === rollout)) return false;
  const since = mergedAt.get(rollout);
  return since === undefined ? !base.baked.has(rollout) : now < since + state.bake + DAY;
}
