/**
 * What the applied tree records about one rollout, in `.meshwright/rollouts/<id>.json`. Written in the commit that moves
 * the rollout, so that merging is the transition. No time and no pull-request number: the same step is the same bytes.
 */
export interface RolloutState {
  readonly version: 1;
  readonly rollout: string;
  readonly kind: LaneKind;
  /** Digest of what the rollout was asked to do; another one means another rollout under the same name. */
  readonly planHash: string;
  /** How often this very plan has been run: an edit undone and made again is a new run. */
  readonly round: number;
  readonly status: 'running' | 'done' | 'rolled-back' | 'superseded';
  /** Key of the stage that has been reached. */
  readonly stage: string;
  /** Number of that stage, counted from 1, and of all. */
  readonly number: number;
  readonly total: number;
  /** The branch whose pull request brought it here. */
  readonly branch: string;
  /** The branch from whose merge its bake counts: that one, or a change of the source that rewrote its files since. */
  readonly since: string;
  /** Milliseconds this stage stays merged before it counts as done. */
  readonly bake: number;
  /** Share of the new version by client cluster, in tenths of a per cent. */
  readonly weights: Readonly<Record<string, number>>;
  /** Client clusters whose requests are copied to the new version, and those whose cohort goes there. */
  readonly mirrored?: readonly string[];
  readonly cohort?: readonly string[];
  /** Client clusters in which a cookie keeps callers with the new version. */
  readonly sticky?: readonly string[];
  /** Versions it moves between, where it is a canary. */
  readonly service?: string;
  readonly from?: string;
  readonly to?: string;
  /** Other services that move with it; absent where there are none. */
  readonly with?: readonly { readonly service: string; readonly from: string; readonly to: string }[];
  /** Files it may change, each with the blob that this stage gave it. */
  readonly files: Readonly<Record<string, string>>;
}

export type LaneKind = 'bootstrap' | 'edit' | 'canary';

export const STATE_FOLDER = '.meshwright/rollouts/';

export function statePath(rollout: string): string {
  return `${STATE_FOLDER}${rollout}.json`;
}

/** Sorted keys, so that equal states are equal bytes. */
export function stateText(state: RolloutState): string {
  const sort = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sort(inner)]),
    );
  };
  return `${JSON.stringify(sort(state), null, 2)}\n`;
}
