import { createHash } from 'node:crypto';
import type { RolloutState } from '../schedule/state.ts';
import type { PullRequest } from './forges/contract.ts';
import type { StateChange } from './git-history.ts';

/** A merged stage of a rollout, as webhooks are told of it. */
export interface Transition {
  /** The same each time it is sent: receivers know by it what they have seen. */
  readonly id: string;
  readonly mesh: string;
  readonly rollout: string;
  readonly kind: RolloutState['kind'];
  readonly stage: string;
  readonly number: number;
  readonly total: number;
  readonly status: RolloutState['status'];
  /** Share of the new version by client cluster, in tenths of a per cent. */
  readonly weights: Readonly<Record<string, number>>;
  /** Commit of the applied tree. */
  readonly commit: string;
  /** ISO with milliseconds. */
  readonly mergedAt: string;
  /** Absent where the stage came without one. */
  readonly pull?: { readonly number: number; readonly link: string };
}

export function transitionOf(change: StateChange, state: RolloutState, pulls: readonly PullRequest[]): Transition {
  const { rollout, kind, stage, number, total, status, weights, branch } = state;
  const pull = pulls.find((candidate) => candidate.branch === branch && candidate.state === 'merged');
  const times = [change.at.getTime(), pull?.mergedAt === undefined ? 0 : Date.parse(pull.mergedAt)];
  return {
    id: idOf(branch),
    mesh: rollout.slice(0, Math.max(0, rollout.indexOf('/'))),
    ...{ rollout, kind, stage, number, total, status, weights },
    commit: change.commit,
    mergedAt: new Date(Math.max(...times)).toISOString(),
    ...(pull && { pull: { number: pull.number, link: pull.link } }),
  };
}

/** What a receiver gets. The time is part of what is signed, so that an old request can be told from a new one. */
export function bodyOf(transition: Transition, now: number): string {
  return JSON.stringify({ ...transition, sentAt: new Date(now).toISOString() });
}

/** The last part of the branch: number and digest of the step. Goes into a header, and anybody can write a state file. */
function idOf(branch: string): string {
  const last = branch.slice(branch.lastIndexOf('/') + 1);
  return /^[\w.-]{1,100}$/.test(last) ? last : createHash('sha256').update(branch).digest('hex').slice(0, 20);
}
