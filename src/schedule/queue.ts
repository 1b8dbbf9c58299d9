import type { BundleMesh } from '../emit/bundle.ts';
import { type CanarySpec, movesOf, queuedBehind } from '../model/specs.ts';
import type { Positions } from './desired.ts';
import { movesIn } from './moves.ts';
import type { Base } from './plan-types.ts';
import { lastStage } from './stages.ts';
import type { RolloutState } from './state.ts';
import { stillAsks } from './succession.ts';
import { isUnfinished } from './unfinished.ts';

/** Canaries that a queued one still has to wait for; none once it has begun. */
export function yetToEnd(
  { canaries }: Pick<BundleMesh, 'canaries'>,
  base: Base,
  canary: CanarySpec,
): readonly CanarySpec[] {
  const own = base.states.get(canary.id);
  if (own && isUnfinished(own, base) && stillAsks(canary, own)) return [];
  return queuedBehind(canary, canaries).filter((one) => {
    const state = base.states.get(one.id);
    return !(state?.status === 'done' && stillAsks(one, state) && !isUnfinished(state, base));
  });
}

/** Whether a Canary begins at the version that a rollout leads to. */
export function leadsOn(canary: CanarySpec, state: RolloutState): boolean {
  const ends = movesIn(state);
  return (
    canary.ifUnderWay === 'queue' &&
    movesOf(canary).some(({ service, from }) => ends.some((one) => one.service === service && one.to === from))
  );
}

/** Whether another rollout has gone on from where this one ended: it cannot go back under that one. */
export function isOvertaken({ canaries }: Pick<BundleMesh, 'canaries'>, base: Base, rollout: string): boolean {
  const own = canaries.find(({ id }) => id === rollout);
  return canaries.some((one) => {
    const state = base.states.get(one.id);
    const isAt = state && (state.status === 'running' || state.status === 'done') && stillAsks(one, state);
    return own !== undefined && isAt === true && queuedBehind(one, [own]).length > 0;
  });
}

/** Where everything stands that a queued canary begins after: at its end, and what that was queued behind as well. */
export function endsBefore(
  canaries: readonly CanarySpec[],
  canary: CanarySpec,
  seen: readonly string[] = [],
): Positions {
  const before = queuedBehind(canary, canaries).filter(({ id }) => !seen.includes(id));
  const known = [...seen, canary.id];
  return Object.assign(
    {},
    ...before.map((one) => ({ ...endsBefore(canaries, one, known), [one.id]: lastStage(one).key })),
  );
}
