import type { HostWorlds } from './host-worlds.ts';
import type { Witnesses } from './requests/index.ts';
import type { Breach, Probe } from './types.ts';
import type { Mixture, Variables } from './variables.ts';

/** One client cluster's requests for one host, with what can touch them. */
export interface HostCase {
  readonly config: string;
  /** Config clusters that stand for all of the mesh. */
  readonly kept: readonly string[];
  readonly probes: readonly Probe[];
  readonly requests: Witnesses;
  /** The namespace in which the short name of the host means it. */
  readonly home: string | undefined;
  readonly worlds: HostWorlds;
  readonly variables: Variables;
  /** Of the transition: its start, every stage whose objects may still be on their way, its end. */
  readonly stages: number;
  /**
   * Whether the stages but the first and last are judged against those two, instead of what lies between all: as steps,
   * each with shares of its own, or as parts of one change.
   */
  readonly middle: 'steps' | 'parts' | undefined;
  /** Whether it leads back to what was there before: what did not work then is not for it to mend. */
  readonly restores: boolean;
}

/** Where a request's way breaks the property. */
export interface Found {
  readonly breach: Breach;
  /** The stage that is unsafe in itself; undefined where a mixture is. */
  readonly stage?: number;
  readonly mixture?: Mixture;
}
