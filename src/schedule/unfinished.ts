import type { Base } from './plan-types.ts';
import type { RolloutState } from './state.ts';

/** Whether a rollout is under way: a canary until its last stage has baked. */
export function isUnfinished(state: RolloutState, base: Pick<Base, 'baked'>): boolean {
  return (
    state.status === 'running' || (state.status === 'done' && state.kind === 'canary' && !base.baked.has(state.rollout))
  );
}

/** Canaries under way, stopped ones among them: what they can influence nobody else begins to. */
export function unfinishedCanaries(base: Base): readonly RolloutState[] {
  return [...base.states.values()].filter((state) => state.kind === 'canary' && isUnfinished(state, base));
}
