import { countOf, foreign } from './evidence.ts';
import type { GateFacts, Verdict } from './gate.ts';
import type { MetricWindow } from './metric-window.ts';
import type { AnswerTo } from './questions.ts';

/** How many samples must be there, and how many may be bad. Samples are those of the whole bake, not the latest. */
export interface Limits {
  /** Samples without which nothing passes. Default 3. */
  readonly minSamples?: number | undefined;
  /** Samples that may be bad. Default a fifth of them, and two at least. */
  readonly failureLimit?: number | undefined;
  /** Intervals that may go by without a value. Default: any number, as long as there are samples enough. */
  readonly inconclusiveLimit?: number | undefined;
}

export interface Weighed {
  readonly samples: number;
  readonly bad: number;
  readonly tooManyBad: boolean;
  /** Why nothing can pass yet; undefined when there is enough to go by. */
  readonly short: string | undefined;
}

const MIN_SAMPLES = 3;
const TOLERATED = 2;

export function weigh(good: readonly boolean[], silent: number, limits: Limits): Weighed {
  const { minSamples = MIN_SAMPLES, inconclusiveLimit = Number.POSITIVE_INFINITY } = limits;
  const samples = good.length;
  const bad = good.filter((fine) => !fine).length;
  const { failureLimit = Math.max(TOLERATED, Math.floor(samples / 5)) } = limits;
  const short =
    samples < minSamples
      ? `${samples} of ${minSamples} samples`
      : silent > inconclusiveLimit
        ? `${countOf(silent)} intervals without a value, ${inconclusiveLimit} may be`
        : undefined;
  return { samples, bad, tooManyBad: bad > failureLimit, short };
}

/**
 * Joins intervals until a sample has seen enough, so that a trickle of requests is judged as fairly as a flood. What is
 * left at the end is no sample yet.
 */
export function gather<T>(intervals: readonly T[], add: (a: T, b: T) => T, enough: (sum: T) => boolean): T[] {
  const samples: T[] = [];
  let sum: T | undefined;
  for (const interval of intervals) {
    sum = sum === undefined ? interval : add(sum, interval);
    if (!enough(sum)) continue;
    samples.push(sum);
    sum = undefined;
  }
  return samples;
}

/**
 * Too little to go by: waited for while the stage bakes and samples could not have come yet, a person's to judge after.
 * Of a cohort, or of copies, nobody can say how many there will be: where they are all, few are no reason to stop.
 */
export function tooLittle(facts: GateFacts, window: MetricWindow, limits: Limits, evidence: string): Verdict {
  const { minSamples = MIN_SAMPLES } = limits;
  const until = Math.max(window.begins + facts.bake / facts.clockScale, window.begins + minSamples * window.step);
  if (facts.now < until) return { verdict: 'wait', until, evidence };
  const few = facts.canary && Object.keys(facts.canary.weights).length === 0;
  if (few) return { verdict: 'pass', evidence: `${evidence}; no share of other requests is moved yet` };
  return { verdict: 'inconclusive', evidence };
}

/** What follows from an answer that is none. */
export function unansweredBy(source: string, answer: Exclude<AnswerTo<'prometheus'>, { got: unknown }>): Verdict {
  return 'refused' in answer
    ? { verdict: 'inconclusive', evidence: `Prometheus '${source}' cannot answer: ${foreign(answer.refused)}` }
    : { verdict: 'wait', evidence: `Prometheus '${source}' cannot be asked now: ${foreign(answer.unreachable)}` };
}
