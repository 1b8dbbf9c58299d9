import { PEOPLE_SAY, type PullRequest } from './forges/contract.ts';
import type { LaneStatus } from './lane-status.ts';
import type { Observation } from './observe.ts';
import type { Proposal } from './proposal.ts';
import { isSettled } from './signals.ts';

/** A person's no to a pull request, unless the same person or another has taken it back. */
export function closedByPerson(seen: Observation, rollout: string, pull: PullRequest): LaneStatus | undefined {
  const token = `closed/${pull.number}`;
  if (pull.closedReason !== undefined || pull.labels?.includes(PEOPLE_SAY.retry)) return undefined;
  if (isSettled(seen.signals, rollout, token)) return undefined;
  return {
    rollout,
    state: 'stopped',
    condition: 'closed',
    pull: pull.number,
    reason: `pull request ${pull.number} was closed without merging`,
    hint: `Change the mesh, so that something else is proposed; the same content is not proposed again, unless meshwright resume ${rollout} asks for it.`,
    token,
  };
}

export function openPull({ pulls }: Observation, proposal: Proposal): PullRequest | undefined {
  return pulls.find(({ branch, state }) => branch === proposal.branch && state === 'open');
}
