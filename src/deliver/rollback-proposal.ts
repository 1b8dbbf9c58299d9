import type { CanarySpec } from '../model/specs.ts';
import { canaryHash, heldFiles } from '../schedule/canary-lane.ts';
import { desiredFile, stageLookup } from '../schedule/desired.ts';
import { positionsOf } from '../schedule/plan.ts';
import type { Change, Lane, PlannedStage } from '../schedule/plan-types.ts';
import { isOvertaken } from '../schedule/queue.ts';
import { type CanaryStage, hasMoved, ROLLED_BACK, rolledBack, START, stageNamed } from '../schedule/stages.ts';
import type { RolloutState } from '../schedule/state.ts';
import type { PullRequest } from './forges/contract.ts';
import { type Going, purposeOf } from './going-back.ts';
import type { ObservedMesh } from './observe.ts';
import { type Proposal, rollbackProposal } from './proposal.ts';

/**
 * The way back of a canary, from what the applied tree really holds; files that somebody edited by hand go back too.
 * Undefined where there is nothing to take back. One that the source has changed or dropped by now goes to the files as
 * the source has them. Subsets stay in any case: no order within one sync is safe, so what nobody needs goes later.
 */
export function wayBack(
  { mesh, base }: ObservedMesh,
  pulls: readonly PullRequest[],
  rollout: string,
  { purpose, failed }: Going,
): Proposal | undefined {
  const canary = mesh.canaries.find(({ id }) => id === rollout);
  const state = base.states.get(rollout);
  if (isOvertaken(mesh, base, rollout)) return undefined;
  if (state?.kind !== 'canary' || state.status === 'rolled-back' || state.status === 'superseded') return undefined;
  const same = isSame(canary, state);
  if (purpose === 'rollback' && !hasMoved(state)) return undefined;
  const holds = canary ? heldFiles(mesh, canary) : Object.keys(state.files).filter((path) => path in mesh.files);
  const stage: PlannedStage = {
    key: ROLLED_BACK,
    phase: 'shift',
    number: state.number,
    total: state.total,
    changes: changesBack({ mesh, base }, rollout, canary ? rolledBack(canary) : START, holds),
    weightsBefore: (same && canary && stageNamed(canary, state.stage)?.weights) || state.weights,
    weights: {},
    bake: 0,
    confirm: false,
  };
  // The plan that must not start again by itself is the one that the source asks for by now.
  const planHash = canary && purpose !== 'supersede' ? canaryHash(canary) : state.planHash;
  const lane: Lane = { id: rollout, kind: 'canary', planHash, round: state.round, stages: [stage], holds, relies: [] };
  const attempt = pulls.filter((pull) => pull.state === 'merged' && purposeOf(pull.branch, rollout) === purpose).length;
  return rollbackProposal({ mesh, base }, { lane, stage, purpose, failed }, attempt);
}

/** Whether the source still asks for what is under way. */
export function isSame(canary: CanarySpec | undefined, { planHash }: RolloutState): boolean {
  return canary !== undefined && planHash === canaryHash(canary);
}

function changesBack(
  { mesh, base }: Pick<ObservedMesh, 'mesh' | 'base'>,
  rollout: string,
  to: CanaryStage,
  holds: readonly string[],
): Change[] {
  const others = stageLookup(mesh, positionsOf(mesh, base));
  return holds.flatMap((path) => {
    const file = mesh.files[path];
    const present = base.files.get(path);
    if (!file || present?.owned === false || file.kind === 'DestinationRule') return [];
    const after = desiredFile(file, (id) => (id === rollout ? to : others(id)));
    return after.blob === present?.blob ? [] : [{ path, before: present?.blob, after }];
  });
}
