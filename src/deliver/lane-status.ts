import type { Proposal } from './proposal.ts';

/** Where a rollout stands and what happens next. One word for every row of the table in docs/delivery.md. */
export type LaneState =
  | 'ready' // its next stage may be proposed
  | 'open' // its next stage is a pull request that waits to be merged
  | 'waiting' // for time or for a confirmation
  | 'behind' // another rollout goes first
  | 'stopped' // a person has to look
  | 'done';

export interface LaneStatus {
  readonly rollout: string;
  readonly state: LaneState;
  /** One sentence: what it waits for, or why it stopped. */
  readonly reason: string;
  /** What a person can do. */
  readonly hint?: string;
  /** Milliseconds since the epoch at which a wait ends by itself. */
  readonly until?: number;
  readonly proposal?: Proposal;
  /** Number of the pull request concerned. */
  readonly pull?: number;
}

/** Exit status of a run: what needs a person beats what waits, which beats what is done. */
export function exitStatus(lanes: readonly LaneStatus[]): 0 | 2 | 3 {
  if (lanes.some((lane) => lane.state === 'stopped')) return 3;
  return lanes.some((lane) => lane.state !== 'done' && lane.state !== 'ready') ? 2 : 0;
}
