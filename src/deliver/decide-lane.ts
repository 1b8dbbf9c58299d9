import { blobId } from '../emit/blob.ts';
import { evaluateGate, gateKinds, knowsGate } from '../gates/evaluate.ts';
import { conditionsOf } from './conditions.ts';
import type { PullRequest } from './forges/contract.ts';
import type { PlannedMesh, Standing } from './inspect.ts';
import type { LaneStatus } from './lane-status.ts';
import type { Observation } from './observe.ts';
import { BRANCHES, type Proposal } from './proposal.ts';
import { openRollback } from './rollback-proposal.ts';

/** The state of one lane, from what is observed alone. Rows are tried in order; the first that holds is it. */
export function decideLane(seen: Observation, mesh: PlannedMesh, standing: Standing, proposal: Proposal): LaneStatus {
  const rollout = proposal.lane.id;
  const { waitsFor } = proposal.lane;
  // The way back waits for nobody: it was asked for, and every gate could only say that it is needed.
  if (proposal.stage.key === 'rolled-back') return humanEdit(seen, standing, proposal) ?? wayBackState(seen, proposal);
  if (waitsFor !== undefined)
    return { rollout, state: 'behind', reason: `${waitsFor} changes what it relies on and goes first` };
  return (
    refused(seen, proposal) ??
    movedBack(seen, mesh, proposal) ??
    humanEdit(seen, standing, proposal) ??
    gated(seen, mesh, proposal) ??
    proposed(seen, proposal)
  );
}

function wayBackState(seen: Observation, proposal: Proposal): LaneStatus {
  const status = proposed(seen, proposal);
  const open = openRollback(seen.pulls, status.rollout);
  if (status.state === 'open' && open) return { ...status, reason: `its rollback waits to be merged: ${open.link}` };
  return { ...status, reason: 'its rollback is proposed again, on what is applied now' };
}

/** Closed by a person, or merged and taken back again: either way somebody has said no to exactly this content. */
function refused(seen: Observation, { branch, lane }: Proposal): LaneStatus | undefined {
  const latest = seen.pulls.filter((pull) => pull.branch === branch).at(-1);
  if (!latest || latest.state === 'open') return undefined;
  if (latest.state === 'merged') return takenBack(lane.id, latest.number);
  if (latest.closedReason !== undefined) return undefined;
  return {
    rollout: lane.id,
    state: 'stopped',
    pull: latest.number,
    reason: `pull request ${latest.number} was closed without merging`,
    hint: 'Change the mesh, so that something else is proposed; the same content is not proposed again.',
  };
}

/** The step merged last is not the one that the applied tree records: its state has gone backwards. */
function movedBack(seen: Observation, { base }: PlannedMesh, { lane }: Proposal): LaneStatus | undefined {
  const state = base.states.get(lane.id);
  if (!state || state.round !== lane.round || state.planHash !== lane.planHash) return undefined;
  const merged = seen.pulls.filter(
    (pull) => pull.mergedAt !== undefined && pull.branch.startsWith(`${BRANCHES}${lane.id}/`),
  );
  const latest = merged.sort(
    (a, b) => Date.parse(a.mergedAt ?? '') - Date.parse(b.mergedAt ?? '') || a.number - b.number,
  );
  const last = latest.at(-1);
  return last && last.branch !== state.branch ? takenBack(lane.id, last.number) : undefined;
}

function takenBack(rollout: string, pull: number): LaneStatus {
  return {
    rollout,
    state: 'stopped',
    pull,
    reason: `pull request ${pull} was merged and has been taken back in the applied tree`,
    hint: 'Change the mesh if the change is not wanted; to have it again, revert the revert.',
  };
}

function humanEdit(seen: Observation, standing: Standing, proposal: Proposal): LaneStatus | undefined {
  const holds = standing.get(proposal.branch);
  if (!holds || isOurs(holds, proposal)) return undefined;
  const open = openPull(seen, proposal);
  return {
    rollout: proposal.lane.id,
    state: 'stopped',
    ...(open && { pull: open.number }),
    reason: `somebody has changed the branch ${proposal.branch}`,
    hint: 'Merge it as it is, or delete the branch, and the next tick pushes it again; Meshwright does not overwrite other people.',
  };
}

/** Whether a branch holds what Meshwright would put there, to the byte. */
export function isOurs(holds: ReadonlyMap<string, string | undefined>, { manifests, states }: Proposal): boolean {
  return (
    holds.size === manifests.length + states.size &&
    manifests.every(({ path, after }) => holds.has(path) && holds.get(path) === after?.blob) &&
    [...states].every(([path, text]) => holds.get(path) === blobId(text))
  );
}

/** Every condition on the stage in force; the first that does not pass is the answer. */
function gated(seen: Observation, mesh: PlannedMesh, proposal: Proposal): LaneStatus | undefined {
  const rollout = proposal.lane.id;
  const gates = mesh.mesh.canaries.find(({ id }) => id === rollout)?.gates ?? [];
  const strange = gates.find((spec) => !knowsGate(spec));
  if (strange) return unknownGate(rollout, strange.kind);
  for (const { spec, facts } of conditionsOf(seen, mesh, proposal)) {
    const verdict = evaluateGate(spec, facts);
    if (!verdict) return unknownGate(rollout, spec.kind);
    if (verdict.verdict === 'wait')
      return {
        rollout,
        state: 'waiting',
        reason: verdict.evidence,
        ...(verdict.until !== undefined && { until: verdict.until }),
      };
    if (verdict.verdict !== 'pass')
      return {
        rollout,
        state: 'stopped',
        reason: verdict.evidence,
        hint: `Look into it; meshwright rollback ${rollout} goes back.`,
      };
  }
  return undefined;
}

/** Before the first step already: a rollout that could not be judged on its way is not begun. */
function unknownGate(rollout: string, kind: string): LaneStatus {
  return {
    rollout,
    state: 'stopped',
    reason: `this Meshwright cannot evaluate the gate '${kind}'`,
    hint: `It knows ${gateKinds.join(', ')}. Tick with the release that the mesh was compiled with.`,
  };
}

function openPull({ pulls }: Observation, proposal: Proposal): PullRequest | undefined {
  return pulls.find(({ branch, state }) => branch === proposal.branch && state === 'open');
}

function proposed(seen: Observation, proposal: Proposal): LaneStatus {
  const rollout = proposal.lane.id;
  const open = openPull(seen, proposal);
  // A pull request without its branch is pushed again, and adopted.
  if (!open || !seen.branches.has(proposal.branch))
    return {
      rollout,
      state: 'ready',
      reason: `step ${proposal.stage.number} of ${proposal.stage.total} can be proposed`,
      proposal,
    };
  return {
    rollout,
    state: 'open',
    pull: open.number,
    reason: `step ${proposal.stage.number} of ${proposal.stage.total} waits to be merged: ${open.link}`,
    proposal,
  };
}
