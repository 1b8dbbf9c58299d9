import { blobId } from '../emit/blob.ts';
import { listed } from '../report/table.ts';
import { waitWords } from '../report/wait-words.ts';
import { BRANCHES } from './branches.ts';
import { decideBack } from './decide-back.ts';
import { gatesSay } from './decide-gates.ts';
import { heldElsewhere } from './elsewhere.ts';
import type { Standing } from './inspect.ts';
import type { LaneStatus } from './lane-status.ts';
import type { Observation } from './observe.ts';
import type { JudgedMesh } from './planned.ts';
import { isProved, whyNotProved } from './proof.ts';
import { type Proposal, revertedToken } from './proposal.ts';
import { closedByPerson, openPull } from './refusal.ts';
import { isSettled, pauseOf } from './signals.ts';
import { toldPlan } from './text/marker.ts';

/** The state of one lane, from what is observed alone. Rows are tried in order; the first that holds is it. */
export function decideLane(seen: Observation, mesh: JudgedMesh, standing: Standing, proposal: Proposal): LaneStatus {
  const status = proposal.back
    ? // A way back is opened though it breaks something on its way: what it leaves is worse. It says so.
      (humanEdit(seen, standing, proposal) ?? decideBack(seen, proposal))
    : forward(seen, mesh, standing, proposal);
  const judged = mesh.judged.get(proposal.lane.id)?.judgements;
  const proof = mesh.proofs?.get(proposal);
  const open = openPull(seen, proposal);
  return {
    ...status,
    ...(status.pull === undefined && open && { pull: open.number }),
    ...(judged && judged.length > 0 && { judged }),
    ...(proof && { proof }),
  };
}

function forward(seen: Observation, mesh: JudgedMesh, standing: Standing, proposal: Proposal): LaneStatus {
  const rollout = proposal.lane.id;
  return (
    justMerged(seen, mesh, rollout) ??
    held(seen, rollout) ??
    behind(proposal) ??
    refused(seen, proposal) ??
    movedBack(seen, mesh, proposal) ??
    humanEdit(seen, standing, proposal) ??
    paused(seen, rollout) ??
    elsewhere(mesh, proposal) ??
    unproved(mesh, proposal) ??
    gatesSay(mesh, rollout) ??
    proposed(seen, proposal)
  );
}

/** Merged between asking the forge and reading the branch: the next look is at both again. */
function justMerged(seen: Observation, { base }: JudgedMesh, rollout: string): LaneStatus | undefined {
  const branch = base.states.get(rollout)?.branch;
  const pull = seen.pulls.find((one) => one.branch === branch && one.state === 'open');
  if (!pull) return undefined;
  const reason = `pull request ${pull.number} has been merged this very moment`;
  return { rollout, state: 'waiting', condition: 'applying', pull: pull.number, reason };
}

/** Break glass: somebody works on the clusters by hand. */
function held(seen: Observation, rollout: string): LaneStatus | undefined {
  if (seen.hold === undefined) return undefined;
  const hint = 'Remove .meshwright/hold from the applied tree once nobody works on the clusters by hand.';
  return {
    rollout,
    state: 'waiting',
    condition: 'held',
    reason: '.meshwright/hold is there, so nothing goes forward',
    hint,
  };
}

function behind({ lane }: Proposal): LaneStatus | undefined {
  const { waitsFor: [first, ...more] = [] } = lane;
  if (!first) return undefined;
  const others = [...new Set(more.map(({ rollout }) => rollout))].filter((rollout) => rollout !== first.rollout);
  const then = others.length === 0 ? '' : `; after it ${listed(others, 3)}`;
  return { rollout: lane.id, state: 'behind', condition: 'behind', reason: `${waitWords(first)}${then}` };
}

/** Closed by a person, or merged and taken back again: either way somebody has said no to exactly this content. */
function refused(seen: Observation, { branch, lane }: Proposal): LaneStatus | undefined {
  const latest = seen.pulls.filter((pull) => pull.branch === branch).at(-1);
  if (!latest || latest.state === 'open') return undefined;
  if (latest.state === 'merged') return takenBack(seen, lane.id, latest.number);
  return closedByPerson(seen, lane.id, latest);
}

/** The step merged last is not the one that the applied tree records: its state has gone backwards. */
function movedBack(seen: Observation, { base }: JudgedMesh, { lane }: Proposal): LaneStatus | undefined {
  const state = base.states.get(lane.id);
  if (state && (state.round !== lane.round || state.planHash !== lane.planHash)) return undefined;
  const merged = seen.pulls.filter(
    (pull) => pull.mergedAt !== undefined && pull.branch.startsWith(`${BRANCHES}${lane.id}/`),
  );
  const latest = merged.sort(
    (a, b) => Date.parse(a.mergedAt ?? '') - Date.parse(b.mergedAt ?? '') || a.number - b.number,
  );
  const last = latest.at(-1);
  if (!last || last.branch === state?.branch) return undefined;
  // With its state gone, only the pull request tells of which plan the step was; that can only stop, never let go on.
  if (!state && toldPlan(last.body) !== lane.planHash) return undefined;
  return takenBack(seen, lane.id, last.number);
}

function takenBack(seen: Observation, rollout: string, pull: number): LaneStatus | undefined {
  const token = revertedToken(pull);
  if (isSettled(seen.signals, rollout, token)) return undefined;
  return {
    rollout,
    state: 'stopped',
    condition: 'reverted',
    pull,
    reason: `pull request ${pull} was merged and has been taken back in the applied tree`,
    hint: `Change the mesh if the change is not wanted; to have it again, revert the revert, or meshwright resume ${rollout}.`,
    token,
  };
}

function humanEdit(seen: Observation, standing: Standing, proposal: Proposal): LaneStatus | undefined {
  const holds = standing.get(proposal.branch);
  if (!holds || isOurs(holds, proposal)) return undefined;
  const open = openPull(seen, proposal);
  return {
    rollout: proposal.lane.id,
    state: 'stopped',
    condition: 'branch-edited',
    ...(open && { pull: open.number }),
    reason: `somebody has changed the branch ${proposal.branch}`,
    hint: `Take the edit out of it again, or delete the branch: then it is proposed anew, after meshwright resume ${proposal.lane.id} where the forge has closed it. Meshwright does not overwrite other people.`,
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

/** Nothing goes forward; a rollback still may. */
function paused(seen: Observation, rollout: string): LaneStatus | undefined {
  const pause = pauseOf(seen.signals, rollout);
  if (!pause) return undefined;
  const why = pause.reason === '' ? '' : `: ${pause.reason}`;
  const hint = `meshwright resume ${pause.of} lets it go on.`;
  return { rollout, state: 'paused', condition: 'paused', reason: `paused by ${pause.by}${why}`, hint };
}

/** Several repositories: they move together. */
function elsewhere(mesh: JudgedMesh, proposal: Proposal): LaneStatus | undefined {
  const rollout = proposal.lane.id;
  const why = heldElsewhere(proposal, mesh.elsewhere);
  if (!why) return undefined;
  if (why.stop === undefined) return { rollout, state: 'behind', condition: 'elsewhere', reason: why.reason };
  return { rollout, state: 'stopped', condition: 'rolled-back', reason: why.reason, hint: why.stop };
}

/** Between old and new something would break, or nobody can tell: what is open is held, what is not is not opened. */
function unproved({ proofs }: JudgedMesh, proposal: Proposal): LaneStatus | undefined {
  const proof = proofs?.get(proposal);
  if (!proof || proof.accepted || isProved(proof)) return undefined;
  const { stage } = proposal;
  const step = `step ${stage.number} of ${stage.total}`;
  const remedy = proof.proved.counterExamples.find((one) => one.remedy !== undefined)?.remedy;
  return {
    rollout: proposal.lane.id,
    state: 'stopped',
    condition: 'unproved',
    reason: `${step} is not proved to be safe: ${whyNotProved(proof)}`,
    hint: remedy ?? (proof.shadowed.length > 0 ? TAKE_IN : 'Change what it relies on first, in a change of its own.'),
  };
}

const TAKE_IN = 'Take what the hand-written object does into the mesh, and remove the object from its cluster.';

function proposed(seen: Observation, proposal: Proposal): LaneStatus {
  const rollout = proposal.lane.id;
  const open = openPull(seen, proposal);
  const step = `step ${proposal.stage.number} of ${proposal.stage.total}`;
  // A pull request without its branch is pushed again, and adopted.
  if (!open || !seen.branches.has(proposal.branch)) {
    const condition = seen.branches.has(proposal.branch) ? 'pushed' : 'ready';
    return { rollout, state: 'ready', condition, reason: `${step} can be proposed`, proposal };
  }
  if (open.queued) {
    const reason = `${step} is in the merge queue: ${open.link}`;
    return { rollout, state: 'open', condition: 'queued', pull: open.number, reason };
  }
  const reason = `${step} waits to be merged: ${open.link}`;
  return { rollout, state: 'open', condition: 'open', pull: open.number, reason, proposal };
}
