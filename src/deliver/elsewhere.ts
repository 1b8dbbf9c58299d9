/**
 * With a repository for each cluster, or group of clusters, every repository holds its own state of a rollout. They move
 * together: nobody is more than one step ahead, and what one repository's gates say holds for all.
 */
import type { AnswerBook } from '../gates/questions.ts';
import { waitWords } from '../report/wait-words.ts';
import { canaryHash, heldFiles, reliedFiles, startsAgain } from '../schedule/canary-lane.ts';
import { rankOfKey } from '../schedule/edits/slots.ts';
import type { Lane, PlannedStage, Stop } from '../schedule/plan-types.ts';
import type { Subject } from './conditions.ts';
import { openBack } from './going-back.ts';
import { type Judged, judge } from './judge.ts';
import type { PlannedMesh, World } from './planned.ts';

/** The same mesh in the other repositories. */
export type Elsewhere = readonly { readonly world: World; readonly mesh: PlannedMesh }[];

export function elsewhereOf({ mesh }: PlannedMesh, others: readonly World[]): Elsewhere {
  return others.flatMap((world) =>
    world.meshes
      .filter((other) => other.mesh.inventory.mesh === mesh.inventory.mesh)
      .map((other) => ({ world, mesh: other })),
  );
}

/** A judgement with what the same rollout's stage in force says in other repositories. */
export function judgeElsewhere(own: Judged, subject: Subject, elsewhere: Elsewhere, answers: AnswerBook): Judged {
  return elsewhere.reduce<Judged>((all, { world, mesh }) => {
    const there = subjectThere(subject, mesh);
    if (!there) return all;
    const judged = judge(world.seen, mesh, there, answers);
    return {
      judgements: [...all.judgements, ...judged.judgements],
      questions: [...all.questions, ...judged.questions],
      unknown: all.unknown ?? judged.unknown,
    };
  }, own);
}

/** The rollout over there: its own stage in force, and before a next stage here also the ground that it stands on there. */
function subjectThere({ rollout, next }: Subject, { mesh, base }: PlannedMesh): Subject | undefined {
  const state = base.states.get(rollout);
  const canary = mesh.canaries.find(({ id }) => id === rollout);
  const isLive = state !== undefined && state.status !== 'rolled-back' && state.status !== 'superseded';
  if (next === undefined) return isLive ? { rollout, next } : undefined;
  if (!state && !canary) return undefined;
  const relies = canary ? reliedFiles(mesh, canary, heldFiles(mesh, canary)) : [];
  // One that began anew here but not yet there is judged from its ground alone.
  const round = isLive ? state.round : 0;
  return { rollout, next: { lane: { ...next.lane, relies, round }, stage: next.stage } };
}

/** Why a stage has to wait for another repository; undefined where it need not. */
export function heldElsewhere(
  { lane, stage }: { readonly lane: Lane; readonly stage: PlannedStage },
  elsewhere: Elsewhere,
): { readonly reason: string; readonly stop?: string } | undefined {
  for (const { world, mesh } of elsewhere) {
    const name = world.seen.repository;
    const back = backElsewhere(lane, [{ world, mesh }]);
    if (back === 'open') return { reason: `it is on its way back in ${name}` };
    if (back === 'merged')
      return { reason: `it was rolled back in ${name}`, stop: 'Let it start again in every repository, or change it.' };
    if (world.seen.hold !== undefined) return { reason: `.meshwright/hold is there in ${name}` };
    const stop = mesh.plan.stops.find((one) => isInTheWay(one, lane.id));
    if (stop) return { reason: `${name} has stopped: ${stop.message}` };
    const there = mesh.plan.lanes.find(({ id }) => id === lane.id);
    const next = there?.stages[0];
    if (next && rank(lane, next) < rank(lane, stage)) return { reason: `${name} has yet to take the step before it` };
    const edit = editOf(mesh, lane);
    const [wait] = there?.waitsFor ?? (edit === undefined ? [] : [{ rollout: edit, because: 'change' } as const]);
    if (wait) return { reason: `${waitWords(wait)}, in ${name}` };
  }
  return undefined;
}

/** Whether other repositories take the same run of a rollout back, or have done so and it may not start again there. */
export function backElsewhere(
  { id, planHash }: Pick<Lane, 'id' | 'planHash'>,
  elsewhere: Elsewhere,
): 'open' | 'merged' | undefined {
  if (elsewhere.some(({ world }) => openBack(world.seen.pulls, id))) return 'open';
  const merged = elsewhere.some(({ mesh }) => {
    const state = mesh.base.states.get(id);
    return state?.status === 'rolled-back' && state.planHash === planHash && !startsAgain(state, mesh.base);
  });
  return merged ? 'merged' : undefined;
}

/** A stop of the rollout itself, or one that may stop any: not knowing better, nobody goes on. */
function isInTheWay({ rollout, code }: Stop, id: string): boolean {
  return rollout === id || (rollout === undefined && (code === 'foreign-file' || code === 'empty-target'));
}

/** A change of the source that is still to reach the canary's service over there. */
function editOf({ mesh, plan }: PlannedMesh, lane: Lane): string | undefined {
  const canary = mesh.canaries.find(({ id }) => id === lane.id);
  if (!canary || canaryHash(canary) !== lane.planHash) return undefined;
  const relies = new Set(reliedFiles(mesh, canary, heldFiles(mesh, canary)));
  return plan.lanes.find(({ kind, holds }) => kind !== 'canary' && holds.some((path) => relies.has(path)))?.id;
}

/** Where a stage comes in its rollout, in terms that all repositories share. */
function rank({ kind }: Lane, { key, number }: PlannedStage): number {
  return kind === 'canary' ? number : rankOfKey(key);
}
