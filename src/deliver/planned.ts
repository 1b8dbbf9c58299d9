import type { AnswerBook, Question } from '../gates/questions.ts';
import { plan } from '../schedule/plan.ts';
import type { Plan } from '../schedule/plan-types.ts';
import type { Subject } from './conditions.ts';
import { type Elsewhere, elsewhereOf, judgeElsewhere } from './elsewhere.ts';
import { goingBack } from './going-back.ts';
import { type Judged, judge } from './judge.ts';
import type { Observation, ObservedMesh } from './observe.ts';
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
}

/** One repository of the applied tree, as far as it has been looked at. */
export interface World {
  readonly seen: Observation;
  readonly meshes: readonly PlannedMesh[];
}

export function planMeshes(seen: Observation): readonly PlannedMesh[] {
  return seen.meshes.map((observed) => {
    const planned = plan(observed.mesh, observed.base);
    const proposals = planned.lanes.flatMap(
      (lane) => nextProposal(observed.mesh, observed.base, lane, seen.pulls) ?? [],
    );
    return { ...observed, plan: planned, proposals };
  });
}

/** Judges every rollout that has something in force or something next, and puts ways back in the place of next steps. */
export function judgeWorld(world: World, others: readonly World[], answers: AnswerBook): readonly JudgedMesh[] {
  const { seen } = world;
  return world.meshes.map((mesh) => {
    const elsewhere = elsewhereOf(mesh, others);
    const judged = new Map(
      subjectsOf(seen, mesh).map((subject) => {
        const own = judge(seen, mesh, subject, answers);
        return [subject.rollout, judgeElsewhere(own, subject, elsewhere, answers)] as const;
      }),
    );
    const back = mesh.mesh.canaries
      .map(({ id }) => id)
      .concat([...mesh.base.states.keys()].filter((id) => !mesh.mesh.canaries.some((canary) => canary.id === id)))
      .flatMap((rollout) => {
        const going = goingBack(seen, mesh, rollout, judged.get(rollout));
        return going ? (wayBack(mesh, seen.pulls, rollout, going) ?? []) : [];
      });
    const leaving = new Set(back.map(({ lane }) => lane.id));
    const forward = mesh.proposals.filter(({ lane }) => !leaving.has(lane.id));
    return { ...mesh, judged, elsewhere, proposals: [...forward, ...back] };
  });
}

/** What has to be found out before that judging is complete, as far as the answers so far can tell. */
export function questionsOfWorld(meshes: readonly JudgedMesh[]): readonly Question[] {
  return meshes.flatMap(({ judged }) => [...judged.values()].flatMap(({ questions }) => questions));
}

/** Rollouts with a next stage, and canaries whose last stage is in force. */
function subjectsOf(seen: Observation, mesh: PlannedMesh): Subject[] {
  const { proposals } = mesh;
  const next = proposals.map(({ lane, stage }) => ({ rollout: lane.id, next: { lane, stage } }));
  const known = new Set(next.map(({ rollout }) => rollout));
  const last = mesh.mesh.canaries
    .filter(({ id }) => !known.has(id) && isWatched(seen, mesh, id))
    .map(({ id }) => ({ rollout: id, next: undefined }));
  return [...next, ...last];
}

const DAY = 24 * 3_600_000;

/** A canary at its end is judged for a day after its bake: no run of delivery may have fallen into the bake itself. */
function isWatched({ now }: Observation, { base, mergedAt }: PlannedMesh, rollout: string): boolean {
  const state = base.states.get(rollout);
  if (state?.status === 'running') return true;
  if (state?.status !== 'done') return false;
  const since = mergedAt.get(rollout);
  return since === undefined ? !base.baked.has(rollout) : now < since + state.bake + DAY;
}
