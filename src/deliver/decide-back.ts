import type { LaneStatus } from './lane-status.ts';
import type { Observation } from './observe.ts';
import type { Proposal } from './proposal.ts';
import { closedByPerson, openPull } from './refusal.ts';

/**
 * The way back waits for nobody: it was asked for, or a gate has failed, and every other gate could only say that it is
 * needed. A person who closes it unmerged has the last word all the same.
 */
export function decideBack(seen: Observation, proposal: Proposal): LaneStatus {
  const rollout = proposal.lane.id;
  const open = openPull(seen, proposal);
  const latest = seen.pulls.filter((pull) => pull.branch === proposal.branch).at(-1);
  if (!open && latest?.state === 'closed') {
    const stop = closedByPerson(seen, rollout, latest);
    if (stop) return { ...stop, ...refusedBack(rollout, latest.number, proposal) };
  }
  const why = reasonOf(proposal);
  if (!open || !seen.branches.has(proposal.branch)) {
    const reason = `its ${proposal.back?.purpose} is proposed again, on what is applied now`;
    return { rollout, state: 'ready', condition: 'going-back', reason: why ?? reason, proposal };
  }
  if (open.queued) {
    const reason = `its ${proposal.back?.purpose} is in the merge queue: ${open.link}`;
    return { rollout, state: 'open', condition: 'queued', pull: open.number, reason };
  }
  const waits = `its ${proposal.back?.purpose} waits to be merged: ${open.link}`;
  const reason = why === undefined ? waits : `${why}; ${waits}`;
  return { rollout, state: 'open', condition: 'going-back', pull: open.number, reason, proposal };
}

function reasonOf({ back }: Proposal): string | undefined {
  const [first] = back?.failed ?? [];
  return first && `the gate ${first.gate} failed: ${first.evidence}`;
}

function refusedBack(rollout: string, pull: number, proposal: Proposal): Pick<LaneStatus, 'reason' | 'hint'> {
  const why = reasonOf(proposal);
  return {
    reason: `${why === undefined ? '' : `${why}; `}pull request ${pull}, which takes it back, was closed without merging`,
    hint: `Look into it. meshwright resume ${rollout} proposes the way back again; meshwright resume ${rollout} --anyway goes forward although the gate failed.`,
  };
}
