/**
 * What a canary has to go through, told from its description alone: the witness's own idea of stages, weights and bakes.
 * Nothing here comes from `src/schedule`.
 */
import type { RolloutState } from '../../../src/schedule/state.ts';
import { HOUR } from '../../support/memory/world.ts';
import { type CanaryPlan, clusterName } from './fleet.ts';

export interface ExpectedStage {
  readonly key: string;
  /** Share of the new version in per cent, by cluster; none means 0. */
  readonly weights: ReadonlyMap<string, number>;
  readonly bake: number;
  /** Begins another phase, so that the stage before must be confirmed as applied. */
  readonly confirmed: boolean;
}

export function expectedStages({ waves, pinned }: CanaryPlan): readonly ExpectedStage[] {
  const shifts: ExpectedStage[] = [];
  const weights = new Map<string, number>();
  waves.forEach((wave, w) => {
    wave.weights.forEach((weight, s) => {
      for (const number of wave.clusters) weights.set(clusterName(number), weight);
      shifts.push({
        key: `shift-${w + 1}-${s + 1}`,
        weights: new Map(weights),
        bake: wave.bakeHours * HOUR,
        confirmed: pinned && shifts.length === 0,
      });
    });
  });
  if (!pinned) return shifts;
  const end = new Map(weights);
  return [
    { key: 'expand', weights: new Map(), bake: 0, confirmed: false },
    ...shifts,
    { key: 'settle', weights: end, bake: 0, confirmed: false },
    { key: 'contract', weights: end, bake: 0, confirmed: true },
  ];
}

export function readStateText(text: string): RolloutState {
  return JSON.parse(text) as RolloutState;
}

/** Rollout and form of a branch: `meshwright/fleet/reviews-v2/03-0123456789`. */
export interface BranchName {
  readonly rollout: string;
  /** Number of the stage, or undefined for a way back. */
  readonly stage: number | undefined;
  readonly back: boolean;
}

export function parseBranch(branch: string): BranchName {
  const match = /^meshwright\/(.+)\/(\d+|rollback|abort|supersede)-[0-9a-f]+$/.exec(branch);
  if (!match) throw new Error(`${branch} is no branch of Meshwright`);
  const stage = /^\d+$/.test(match[2]!) ? Number(match[2]) : undefined;
  return { rollout: match[1]!, stage, back: stage === undefined };
}
