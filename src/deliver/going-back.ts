import { BRANCHES } from './branches.ts';
import type { PullRequest } from './forges/contract.ts';
import { isHeld, type Judged, type Judgement } from './judge.ts';
import type { Observation, ObservedMesh } from './observe.ts';

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
  // What it stands on is not its own doing: to take it back would mend nothing.
  const failed = judged?.judgements.filter(({ verdict, ground }) => verdict === 'fail' && !ground) ?? [];
  const open = openBack(seen.pulls, rollout);
  if (open) return { purpose: open.purpose, failed };
  if (base.states.get(rollout)?.kind !== 'canary') return undefined;
  if (failed.some(isHeld)) return { purpose: 'rollback', failed };
  return seen.hold?.includes(rollout) ? { purpose: 'rollback', failed } : undefined;
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
