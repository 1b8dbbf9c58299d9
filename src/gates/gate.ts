import type { z } from 'zod';
import type { GateSpec } from '../model/specs.ts';

/** What a gate may know: plain facts, gathered beforehand. Times are milliseconds since the epoch. */
export interface GateFacts {
  readonly now: number;
  /** When the stage in force was merged; undefined when that cannot be told. */
  readonly mergedAt: number | undefined;
  /** When a person, or a signal, said that it is applied in all clusters. */
  readonly confirmedAt: number | undefined;
  /** Number of the pull request that brought the stage. */
  readonly pull: number | undefined;
  /** Milliseconds that proxies are given after that. */
  readonly propagation: number;
  /** How many times faster than the clock waiting passes; 1 but for demonstrations on the local forge. */
  readonly clockScale: number;
}

/** What a gate says, with a sentence for the pull request. */
export type Verdict =
  | { readonly verdict: 'pass'; readonly evidence: string }
  /** `until` where the gate knows when it will pass by itself. */
  | { readonly verdict: 'wait'; readonly evidence: string; readonly until?: number }
  | { readonly verdict: 'fail' | 'inconclusive'; readonly evidence: string };

/** A gate: called, it makes the specification for a Canary; `evaluate` is what delivery runs later on that data. */
export interface Gate<Arguments extends readonly unknown[] = readonly never[], Options extends GateSpec = GateSpec> {
  (...args: Arguments): Options;
  readonly kind: string;
  readonly schema: z.ZodType<Options>;
  evaluate(options: Options, facts: GateFacts): Verdict;
}

export function defineGate<Arguments extends readonly unknown[], Options extends GateSpec>(
  gate: {
    readonly kind: string;
    readonly schema: z.ZodType<Options>;
    evaluate(options: Options, facts: GateFacts): Verdict;
  },
  make: (...args: Arguments) => Options,
): Gate<Arguments, Options> {
  return Object.assign((...args: Arguments) => make(...args), gate);
}
