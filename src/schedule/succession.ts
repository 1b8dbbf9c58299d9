import type { BundleMesh } from '../emit/bundle.ts';
import { type CanarySpec, movesOf } from '../model/specs.ts';
import { canaryHash } from './canary-lane.ts';
import { movesIn } from './moves.ts';
import type { Base } from './plan-types.ts';
import { stageNamed } from './stages.ts';
import type { RolloutState } from './state.ts';
import { isUnfinished, unfinishedCanaries } from './unfinished.ts';

/** A Canary that takes the place of a rollout under way, because its source says so. */
export interface Succession {
  readonly state: RolloutState;
  readonly canary: CanarySpec;
  readonly how: 'supersede' | 'hotfix';
}

/** Whether the source still describes what is under way, or came to its end. */
export function stillAsks(canary: CanarySpec | undefined, state: RolloutState): boolean {
  return canary !== undefined && canaryHash(canary) === state.planHash && stageNamed(canary, state.stage) !== undefined;
}

/**
 * Rollouts under way that the source describes otherwise by now, or no longer, each with the Canary that is to take its
 * place. That one has the same id; or it moves the same services from the same versions, and is not under way itself.
 */
export function successionsIn(mesh: BundleMesh, base: Base): readonly Succession[] {
  const found = unfinishedCanaries(base).flatMap((state): Succession[] => {
    const own = mesh.canaries.find(({ id }) => id === state.rollout);
    if (stillAsks(own, state)) return [];
    const canary = [own ?? mesh.canaries.filter((one) => isFree(one, base)).sort(byId)]
      .flat()
      .find((one) => wayOf(one) !== undefined && beginsAlike(one, state));
    const how = canary && wayOf(canary);
    return how ? [{ state, canary, how }] : [];
  });
  // Nobody stands where two others stand: what takes over from several at once is for a person to sort out.
  return found.filter(
    ({ how, canary }) => how === 'supersede' || found.filter((other) => other.canary === canary).length === 1,
  );
}

/** One that is queued takes nobody's place. */
function wayOf({ ifUnderWay }: CanarySpec): Succession['how'] | undefined {
  return ifUnderWay === 'queue' ? undefined : ifUnderWay;
}

function isFree({ id }: CanarySpec, base: Base): boolean {
  const state = base.states.get(id);
  return !state || !isUnfinished(state, base);
}

function byId(a: CanarySpec, b: CanarySpec): number {
  return a.id < b.id ? -1 : 1;
}

/** Whether a Canary begins where the other one began: from another version its first step would move everything at once. */
function beginsAlike(canary: CanarySpec, state: RolloutState): boolean {
  const moves = movesOf(canary);
  const old = movesIn(state);
  return (
    old.length > 0 &&
    old.every(({ service, from }) => moves.some((one) => one.service === service && one.from === from))
  );
}
