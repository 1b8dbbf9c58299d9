import { canaryHash, heldFiles } from '../schedule/canary-lane.ts';
import { desiredFile, stageLookup } from '../schedule/desired.ts';
import { positionsOf } from '../schedule/plan.ts';
import type { Change, Lane, PlannedStage } from '../schedule/plan-types.ts';
import { rolledBack, START, stageNamed } from '../schedule/stages.ts';
import type { PullRequest } from './forges/contract.ts';
import type { ObservedMesh } from './observe.ts';
import { BRANCHES, type Proposal, rollbackProposal } from './proposal.ts';

/** The open pull request that takes a rollout back, if there is one. */
export function openRollback(pulls: readonly PullRequest[], rollout: string): PullRequest | undefined {
  return pulls.find(({ branch, state }) => state === 'open' && isRollback(branch, rollout));
}

function isRollback(branch: string, rollout: string): boolean {
  return branch.startsWith(`${BRANCHES}${rollout}/rollback-`);
}

/**
 * The way back of a canary, from what the applied tree really holds; files that somebody edited by hand go back too.
 * Undefined where no traffic has moved, or where the source asks for another rollout under the same name.
 */
export function wayBack(
  { mesh, base }: ObservedMesh,
  pulls: readonly PullRequest[],
  rollout: string,
): Proposal | undefined {
  const canary = mesh.canaries.find(({ id }) => id === rollout);
  const state = base.states.get(rollout);
  if (!canary || !state || state.planHash !== canaryHash(canary)) return undefined;
  if (state.status === 'rolled-back' || state.status === 'superseded') return undefined;
  if (!Object.values(state.weights).some((weight) => weight > 0)) return undefined;
  const back = rolledBack(canary);
  const holds = heldFiles(mesh, canary);
  const stage: PlannedStage = {
    key: back.key,
    phase: 'shift',
    number: state.number,
    total: state.total,
    changes: changesBack({ mesh, base }, rollout, holds),
    weightsBefore: (stageNamed(canary, state.stage) ?? START).weights,
    weights: {},
    bake: 0,
    confirm: false,
  };
  const { planHash, round } = state;
  const lane: Lane = { id: rollout, kind: 'canary', planHash, round, stages: [stage], holds, relies: [] };
  const attempt = pulls.filter((pull) => pull.state === 'merged' && isRollback(pull.branch, rollout)).length;
  return rollbackProposal(mesh, base, lane, stage, attempt);
}

function changesBack(
  { mesh, base }: Pick<ObservedMesh, 'mesh' | 'base'>,
  rollout: string,
  holds: readonly string[],
): Change[] {
  const stageOf = stageLookup(mesh, { ...positionsOf(mesh, base), [rollout]: 'rolled-back' });
  return holds.flatMap((path) => {
    const file = mesh.files[path];
    const present = base.files.get(path);
    if (!file || present?.owned === false) return [];
    const after = desiredFile(file, stageOf);
    return after.blob === present?.blob ? [] : [{ path, before: present?.blob, after }];
  });
}
