import type { StageCapacity } from '../schedule/capacity/types.ts';
import type { Proved } from '../schedule/proof/index.ts';
import type { TrafficDifference } from '../schedule/traffic/types.ts';

/** What was found out about one proposal before it is opened. */
export interface Proof {
  readonly proved: Proved;
  /** Hand-written objects that act in the place of those that the step changes, one sentence each. */
  readonly shadowed: readonly string[];
  /** The operator goes on although it is not proved. */
  readonly accepted: boolean;
  /** It is a way back: opened though it is not proved, for what it leaves is worse. */
  readonly back?: true;
  /** Transitions that it spans: more than one where earlier stages may still be on their way. */
  readonly stages: number;
  /** What it does to requests; absent for a mesh that arrives, to which nobody has made any yet. */
  readonly difference?: TrafficDifference;
  /** Who serves what before the step and after it; absent where nobody declared how many pods or requests there are. */
  readonly capacity?: readonly StageCapacity[];
}

export function isProved({ proved, shadowed }: Pick<Proof, 'proved' | 'shadowed'>): boolean {
  return proved.verdict === 'safe' && shadowed.length === 0;
}

/** Why not, in one sentence. */
export function whyNotProved({ proved, shadowed }: Pick<Proof, 'proved' | 'shadowed'>): string {
  const [example] = proved.counterExamples;
  if (example) return example.happens;
  return shadowed[0] ?? proved.undecided[0] ?? 'There are too many mixtures to judge them all.';
}
