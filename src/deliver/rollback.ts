import { UsageError } from '../diagnostics/errors.ts';
import { canaryChanges, canaryHash, heldFiles } from '../schedule/canary-lane.ts';
import { positionsOf } from '../schedule/plan.ts';
import type { Lane, PlannedStage } from '../schedule/plan-types.ts';
import { rolledBack, START, stageNamed } from '../schedule/stages.ts';
import { act, type Done } from './act.ts';
import type { Action } from './decide.ts';
import { inspect } from './inspect.ts';
import { type Observation, type ObservedMesh, observe } from './observe.ts';
import { BRANCHES, type Proposal, rollbackProposal } from './proposal.ts';
import { proposalText } from './pull-request-text.ts';
import type { TickRequest } from './tick.ts';

/** Proposes that a canary's traffic goes back, in all clusters at once, and closes what proposes to go forward. */
export async function rollback(
  { git, forge, folder, branch, clockScale }: TickRequest,
  rollout: string,
): Promise<readonly Done[]> {
  const seen = await observe({ git, forge, branch, clockScale, meshes: folder.bundle.meshes });
  const mesh = seen.meshes.find(({ mesh }) => mesh.canaries.some(({ id }) => id === rollout));
  if (!mesh)
    throw new UsageError(
      `The source has no canary ${rollout}.`,
      `It has ${known(seen).join(', ') || 'none'}. A change of the source is taken back in the source.`,
    );
  const proposal = proposalFor(mesh, rollout);
  const { texts } = await inspect(git, seen, [proposal], folder.text);
  const { title, body } = proposalText(mesh.mesh, mesh.base, proposal, texts);
  const actions: Action[] = [{ kind: 'open', proposal, title, body }, ...forward(seen, rollout, proposal.branch)];
  return act(git, forge, seen, { actions }, texts);
}

/** Built from what the applied tree records, so it goes back from wherever the rollout really is. */
function proposalFor({ mesh, base }: ObservedMesh, rollout: string): Proposal {
  const canary = mesh.canaries.find(({ id }) => id === rollout);
  const state = base.states.get(rollout);
  const moved = state && state.status !== 'rolled-back' && Object.values(state.weights).some((weight) => weight > 0);
  if (!canary || !state || !moved || state.planHash !== canaryHash(canary)) {
    throw new UsageError(
      `${rollout} has moved no traffic, so there is nothing to roll back.`,
      'meshwright status shows where each rollout stands.',
    );
  }
  const positions = positionsOf(mesh, base);
  const now = stageNamed(canary, state.stage) ?? START;
  const back = rolledBack(canary);
  const stage: PlannedStage = {
    key: back.key,
    phase: 'shift',
    number: state.number,
    total: state.total,
    changes: canaryChanges(mesh, positions, rollout, now, back),
    weightsBefore: now.weights,
    weights: {},
    bake: 0,
    confirm: false,
  };
  const lane: Lane = {
    id: rollout,
    kind: 'canary',
    planHash: state.planHash,
    round: state.round,
    stages: [stage],
    holds: heldFiles(mesh, canary),
    relies: [],
  };
  return rollbackProposal(mesh, base, lane, stage);
}

function forward(seen: Observation, rollout: string, keep: string): Action[] {
  return seen.pulls
    .filter((pull) => pull.state === 'open' && pull.branch.startsWith(`${BRANCHES}${rollout}/`) && pull.branch !== keep)
    .map(({ number }) => ({ kind: 'close', number, comment: `Closed because ${rollout} is being rolled back.` }));
}

function known(seen: Observation): string[] {
  return seen.meshes.flatMap(({ mesh }) => mesh.canaries.map(({ id }) => id));
}
