import { z } from 'zod';
import type { Duration } from '../istio/duration.ts';
import { clustersSeen, DEFAULT_SOURCE, nothingSeen, type RequestOptions, requestOptions } from './canary-requests.ts';
import {
  addDurations,
  bucketQuery,
  type Durations,
  durationsOf,
  NO_DURATIONS,
  quantileOf,
  requestsIn,
} from './duration-buckets.ts';
import { countOf, plain } from './evidence.ts';
import { defineGate, type GateFacts, type Verdict } from './gate.ts';
import { askOver, isEmpty, windowOf } from './metric-window.ts';
import { count, finite, interval, limits, millisecondsOf, optionalMilliseconds, time } from './option-schemas.ts';
import { perService } from './per-service.ts';
import type { AnswerBook, Question } from './questions.ts';
import { gather, type Limits, tooLittle, unansweredBy, type Weighed, weigh } from './samples.ts';

export interface LatencyOptions extends Omit<RequestOptions, 'hosts'>, Limits {
  /** Which requests count: 0.99 asks that 99 of 100 are at least as fast as `max`. Above 0, below 1. */
  readonly quantile: number;
  /**
   * How long they may take. Istio counts in buckets (…, 100, 250, 500, 1000 ms, …) and Prometheus guesses between their
   * bounds, so a bound is the best choice.
   */
  readonly max: Duration;
  /**
   * How many times as long as with the stable version in the same window. Default: only `max` counts; a canary beyond
   * `max` is excused when stable is beyond it too and at most 1.1 times as fast.
   */
  readonly maxTimesStable?: number;
  /** Length of an interval, whole seconds; four times Prometheus's scrape interval or more. Default 1m. */
  readonly interval?: Duration;
  /** Requests that make a sample. Default: as many that the quantile leaves one of them out (100 for 0.99). */
  readonly minRequests?: number;
}

const { hosts: _, ...ownRequestOptions } = requestOptions;
const schema = z.strictObject({
  kind: z.literal('latency'),
  quantile: finite.gt(0, 'is not above 0').lt(1, 'is not below 1'),
  max: time.refine((value) => value > 0, 'is 0'),
  maxTimesStable: finite.gte(1, 'is below 1').optional(),
  interval,
  minRequests: count.refine((value) => value !== 0, 'is 0'),
  ...ownRequestOptions,
  ...limits,
});
type Spec = z.infer<typeof schema>;

/** Requests to the canary's new version must be fast enough, as measured by the callers' proxies since the bake began. */
export const latency = defineGate<[options: LatencyOptions], Spec>(
  { kind: 'latency', canariesOnly: true, schema, ...perService({ ask, evaluate }) },
  ({ interval: step, max, ...options }) => ({
    ...options,
    kind: 'latency',
    max: millisecondsOf(max),
    interval: optionalMilliseconds(step),
  }),
);

function ask(spec: Spec, facts: GateFacts): readonly Question[] {
  const window = windowOf(facts, spec.interval);
  const { canary } = facts;
  if (!window || isEmpty(window) || !canary || clustersSeen(canary, spec).length === 0) return [];
  return [askOver(window, spec.source ?? DEFAULT_SOURCE, bucketQuery(canary, spec, window.step))];
}

function evaluate(spec: Spec, facts: GateFacts, answers: AnswerBook): Verdict {
  const window = windowOf(facts, spec.interval);
  const { canary } = facts;
  if (!canary || !window)
    return { verdict: 'inconclusive', evidence: 'it cannot be told since when the canary is in force' };
  if (clustersSeen(canary, spec).length === 0) return { verdict: 'pass', evidence: nothingSeen(canary) };
  const [question] = ask(spec, facts);
  if (question?.ask !== 'prometheus')
    return { verdict: 'wait', until: window.start, evidence: 'the first interval is not over' };
  const answer = answers.of(question);
  if (!('got' in answer)) return unansweredBy(question.source, answer);
  const intervals = durationsOf(window, answer.got, canary, spec);
  const total = intervals.reduce(addDurations, NO_DURATIONS);
  const requests = requestsIn(total.canary);
  if (requests === 0) return tooLittle(facts, window, spec, `no request to ${canary.to} of ${canary.service} was seen`);
  const needed = spec.minRequests ?? Math.ceil(1 / (1 - spec.quantile) - 1e-6);
  const samples = gather(intervals, addDurations, (sum) => requestsIn(sum.canary) >= needed);
  const weighed = weigh(
    samples.map((sample) => (quantileOf(spec.quantile, sample.canary) ?? 0) <= spec.max),
    intervals.filter((one) => requestsIn(one.canary) === 0).length,
    spec,
  );
  const evidence = sentence(spec, canary, total, weighed);
  if (requests >= needed) {
    const bad = verdictOnBad(spec, total, weighed, evidence, needed);
    if (bad) return bad;
  }
  if (weighed.short === undefined) return { verdict: 'pass', evidence };
  return tooLittle(
    facts,
    window,
    spec,
    `${evidence}; too little to judge: ${weighed.short} of ${countOf(needed)} requests`,
  );
}

const EXCUSED = 1.1;

/** Fails what is slow by itself; when stable is as slow at the same time the cause lies elsewhere, and a person judges. */
function verdictOnBad(
  { quantile, max, maxTimesStable }: Spec,
  total: Durations,
  { tooManyBad }: Weighed,
  evidence: string,
  needed: number,
): Verdict | undefined {
  const own = quantileOf(quantile, total.canary) ?? 0;
  const stable = requestsIn(total.stable) >= needed ? quantileOf(quantile, total.stable) : undefined;
  if (stable !== undefined && maxTimesStable !== undefined && own > stable * maxTimesStable)
    return { verdict: 'fail', evidence };
  if (own <= max && !tooManyBad) return undefined;
  const excused = stable !== undefined && stable > max && own <= stable * (maxTimesStable ?? EXCUSED);
  return excused
    ? { verdict: 'inconclusive', evidence: `${evidence}; the stable version is no faster, so the cause lies elsewhere` }
    : { verdict: 'fail', evidence };
}

function sentence(
  { quantile, max, maxTimesStable }: Spec,
  { from, to }: { readonly from: string; readonly to: string },
  total: Durations,
  { samples, bad }: Weighed,
): string {
  const share = Number((100 * quantile).toPrecision(5));
  const asked = maxTimesStable === undefined ? '' : `, and at most ${maxTimesStable} times that of ${from}`;
  const stable = quantileOf(quantile, total.stable);
  const beside = stable === undefined ? '' : `; ${from} ${plain(stable)} ms`;
  const above = samples > 0 ? `; ${bad} of ${samples} samples above` : '';
  const own = plain(quantileOf(quantile, total.canary) ?? 0);
  const requests = countOf(requestsIn(total.canary));
  return `${share} % of ${requests} requests to ${to} took at most ${own} ms (${plain(max)} ms asked${asked})${beside}${above}`;
}
