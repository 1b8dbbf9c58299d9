import { BRANCHES } from './branches.ts';
import type { PullRequest } from './forges/contract.ts';
import type { Judged, Judgement } from './judge.ts';
import type { Observation, ObservedMesh } from './observe.ts';
import { isSettled } from './signals.ts';

/**
 * Why traffic goes back. `rollback`: a gate failed, or a person asked; the same plan does not start again by itself.
 * `abort`: the rollout is given up, whatever the source says of it by now. `supersede`: a changed Canary takes its place
 * and starts from its first step.
 */
export type Purpose = 'rollback' | 'abort' | 'supersede';

export const PURPOSES: readonly Purpose[] = ['rollback', 'abort', 'supersede'];

export interface Going {
  readonly purpose: Purpose;
  /** The gates that failed, where they are the reason. */
  readonly failed: readonly Judgement[];
}

/** What an open pull request, a failed gate or a hold asks for, in this order; undefined where nothing does. */
export function goingBack(
  seen: Observation,
  { base }: ObservedMesh,
  rollout: string,
  judged: Judged | undefined,
): Going | undefined {
  const failed = judged?.judgements.filter(({ verdict }) => verdict === 'fail') ?? [];
  const open = openBack(seen.pulls, rollout);
  if (open) return { purpose: open.purpose, failed };
  const state = base.states.get(rollout);
  if (state?.kind !== 'canary') return undefined;
  if (failed.length > 0 && !isSettled(seen.signals, rollout, failedToken(state.branch)))
    return { purpose: 'rollback', failed };
  return seen.hold?.includes(rollout) ? { purpose: 'rollback', failed } : undefined;
}

/** Names the failure of one stage, for the person who lets the rollout go on nevertheless. */
export function failedToken(branch: string): string {
  return `failed/${branch}`;
}

/** The open pull request that takes a rollout back, if there is one. */
export function openBack(
  pulls: readonly PullRequest[],
  rollout: string,
): { readonly pull: PullRequest; readonly purpose: Purpose } | undefined {
  for (const pull of pulls) {
    const purpose = pull.state === 'open' ? purposeOf(pull.branch, rollout) : undefined;
    if (purpose) return { pull, purpose };
  }
  return undefined;
}

/** The purpose that a branch of a rollout tells; undefined for a branch that goes forward, or is another rollout's. */
export function purposeOf(branch: string, rollout: string): Purpose | undefined {
  return PURPOSES.find((purpose) => branch.startsWith(`${BRANCHES}${rollout}/${purpose}-`));
}
