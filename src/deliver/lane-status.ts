import type { Judgement } from './judge.ts';
import type { Proof } from './proof.ts';
import type { Proposal } from './proposal.ts';

/** Where a rollout stands and what happens next. One word for every row of the table in docs/delivery.md. */
export type LaneState =
  | 'ready' // its next stage may be proposed
  | 'open' // its next stage is a pull request that waits to be merged
  | 'waiting' // for time, a gate, or a confirmation
  | 'paused' // a person has said so
  | 'behind' // another rollout, or another repository, goes first
  | 'stopped' // a person has to look
  | 'done';

/** Which row of that table it is, for programs; the sentence beside it is for people. */
export const CONDITIONS = [
  'ready',
  'pushed', // its branch is there, its pull request is not: a run was cut off
  'open',
  'queued',
  'applying',
  'baking',
  'gated',
  'frozen',
  'capped',
  'paused',
  'held',
  'behind',
  'elsewhere',
  'going-back',
  'closed',
  'reverted',
  'branch-edited',
  'inconclusive',
  'failed',
  'unknown-gate',
  'edited-by-hand',
  'dropped-canary',
  'altered-canary',
  'rolled-back',
  'unproved',
  'foreign-file',
  'unknown-cluster',
  'empty-target',
  'done',
] as const;

export type Condition = (typeof CONDITIONS)[number];

export interface LaneStatus {
  readonly rollout: string;
  /** Only where there are several. */
  readonly repository?: string;
  readonly state: LaneState;
  readonly condition: Condition;
  /** One sentence: what it waits for, or why it stopped. */
  readonly reason: string;
  /** What a person can do. */
  readonly hint?: string;
  /** Milliseconds since the epoch at which a wait ends by itself. */
  readonly until?: number;
  readonly proposal?: Proposal;
  /** Number of the pull request concerned. */
  readonly pull?: number;
  /** Names this stop for `meshwright resume`, where a person may say "go on". */
  readonly token?: string;
  /** What was found out about the proposal: of one that is proved, or that goes on without. */
  readonly proof?: Proof;
  /** What the gates of the stage in force say. */
  readonly judged?: readonly Judgement[];
}

/** Exit status of a run: what needs a person beats what waits, which beats what is done. */
export function exitStatus(lanes: readonly LaneStatus[]): 0 | 2 | 3 {
  if (lanes.some((lane) => lane.state === 'stopped' || (lane.proposal?.back?.failed.length ?? 0) > 0)) return 3;
  return lanes.some((lane) => lane.state !== 'done' && lane.state !== 'ready') ? 2 : 0;
}
