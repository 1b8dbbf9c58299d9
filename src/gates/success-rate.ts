import { z } from 'zod';
import type { Duration } from '../istio/duration.ts';
import { clustersSeen, DEFAULT_SOURCE, nothingSeen, type RequestOptions, requestOptions } from './canary-requests.ts';
import { countOf, percent } from './evidence.ts';
import { type CanaryFacts, defineGate, type GateFacts, type Verdict } from './gate.ts';
import { beyondUsual, usualLoss, windowBefore } from './lost-before.ts';
import { askOver, isEmpty, type MetricWindow, windowOf } from './metric-window.ts';
import { count, finite, interval, limits, optionalMilliseconds } from './option-schemas.ts';
import { perService } from './per-service.ts';
import type { AnswerBook, QuestionOf } from './questions.ts';
import { addRequests, countQuery, countRequests, NO_REQUESTS, type RequestCounts } from './request-counts.ts';
import { gather, type Limits, tooLittle, unansweredBy, type Weighed, weigh } from './samples.ts';

export interface SuccessRateOptions extends RequestOptions, Limits {
  /** The share of requests to the new version that must succeed, in per cent: above 0, at most 100. */
  readonly min: number;
  /**
   * Percentage points by which the new version may be worse than the stable one in the same window. Default: only `min`
   * counts; a canary that misses `min` is excused when stable misses it too and is at most 0.5 points better.
   */
  readonly maxWorseThanStable?: number;
  /** Length of an interval, whole seconds; four times Prometheus's scrape interval or more. Default 1m. */
  readonly interval?: Duration;
  /** Requests that make a sample. Default: as many that one failure among them keeps within `min` (200 for 99.5). */
  readonly minRequests?: number;
  /** Whether requests that reached no endpoint count as failures of the canary, unless as many were lost before. Default true. */
  readonly countLost?: boolean;
}

const schema = z.strictObject({
  kind: z.literal('successRate'),
  min: finite.gt(0, 'is not above 0').lte(100, 'is above 100'),
  maxWorseThanStable: finite.nonnegative('is below 0').optional(),
  interval,
  minRequests: count.refine((value) => value !== 0, 'is 0'),
  countLost: z.boolean({ error: 'is neither true nor false' }).optional(),
  ...requestOptions,
  ...limits,
});
type Spec = z.infer<typeof schema>;

/** Enough requests to the canary's new version must succeed, as counted by the callers' proxies since the bake began. */
export const successRate = defineGate<[options: SuccessRateOptions], Spec>(
  { kind: 'successRate', canariesOnly: true, schema, ...perService({ ask, evaluate }) },
  ({ interval: step, hosts, ...options }) => ({
    ...options,
    kind: 'successRate',
    interval: optionalMilliseconds(step),
    hosts: hosts && [...hosts],
  }),
);

/** What happened in the bake and, where lost requests count, what was lost before it: in this order. */
function ask(spec: Spec, facts: GateFacts): readonly QuestionOf<'prometheus'>[] {
  const window = windowOf(facts, spec.interval);
  const { canary } = facts;
  if (!window || isEmpty(window) || !canary || clustersSeen(canary, spec).length === 0) return [];
  const query = countQuery(canary, spec, window.step);
  const before = losesCount(spec) ? windowBefore(facts, window.step) : undefined;
  return [window, ...(before ? [before] : [])].map((one) => askOver(one, spec.source ?? DEFAULT_SOURCE, query));
}

/** Servers never see a request that reaches none of them. */
function losesCount({ countLost, reporter }: Spec): boolean {
  return countLost !== false && reporter !== 'destination';
}

function evaluate(spec: Spec, facts: GateFacts, answers: AnswerBook): Verdict {
  const window = windowOf(facts, spec.interval);
  const { canary } = facts;
  if (!canary || !window)
    return { verdict: 'inconclusive', evidence: 'it cannot be told since when the canary is in force' };
  if (clustersSeen(canary, spec).length === 0) return { verdict: 'pass', evidence: nothingSeen(canary) };
  const [question, earlier] = ask(spec, facts);
  if (question === undefined)
    return { verdict: 'wait', until: window.start, evidence: 'the first interval is not over' };
  const answer = answers.of(question);
  if (!('got' in answer)) return unansweredBy(question.source, answer);
  const before = earlier && answers.of(earlier);
  if (before && !('got' in before)) return unansweredBy(question.source, before);
  const past = windowBefore(facts, window.step);
  const usual = past && before ? usualLoss(countRequests(past, before.got, canary, spec).intervals) : 0;
  const counted = countRequests(window, answer.got, canary, spec);
  return judge(spec, { ...facts, canary }, { window, usual, ...counted });
}

interface Seen {
  readonly window: MetricWindow;
  readonly intervals: readonly RequestCounts[];
  readonly reasons: readonly string[];
  /** Share of all requests that was lost before the stage, too. */
  readonly usual: number;
}

function judge(spec: Spec, facts: GateFacts & { readonly canary: CanaryFacts }, seen: Seen): Verdict {
  const { canary } = facts;
  const { window, intervals, reasons, usual } = seen;
  const all = intervals.reduce(addRequests, NO_REQUESTS);
  const total = beyondUsual(all, usual);
  if (total.requests < 1) {
    return tooLittle(facts, window, spec, `no request to ${canary.to} of ${canary.service} was seen`);
  }
  const needed = spec.minRequests ?? fairSample(spec.min);
  const samples = gather(intervals, addRequests, (sum) => beyondUsual(sum, usual).requests >= needed);
  const weighed = weigh(
    samples.map((sample) => meets(rate(beyondUsual(sample, usual)), spec.min)),
    intervals.filter(({ requests }) => requests === 0).length,
    spec,
  );
  const evidence = sentence(spec, canary, total, weighed, { reasons, usual: all.lost - total.lost });
  if (total.requests >= needed) {
    const bad = verdictOnBad(spec, total, weighed, evidence, needed);
    if (bad) return bad;
  }
  if (weighed.short === undefined) return { verdict: 'pass', evidence };
  const short = `too little to judge: ${weighed.short} of ${countOf(needed)} requests`;
  return tooLittle(facts, window, spec, `${evidence}; ${short}`);
}

/** Requests among which a single failure is not below the bound; 100 where none may fail. */
function fairSample(min: number): number {
  return min >= 100 ? 100 : Math.max(1, Math.ceil(100 / (100 - min) - 1e-6));
}

function rate({ requests, failed }: RequestCounts): number {
  return (100 * (requests - failed)) / requests;
}

function stableRate({ stableRequests, stableFailed }: RequestCounts): number {
  return (100 * (stableRequests - stableFailed)) / stableRequests;
}

/** Increases are extrapolated: the last digits of their quotients mean nothing. */
function meets(value: number, bound: number): boolean {
  return value >= bound - 1e-6;
}

const EXCUSED = 0.5;

/** Fails what is bad by itself; when stable is as bad at the same time the cause lies elsewhere, and a person judges. */
function verdictOnBad(
  { min, maxWorseThanStable }: Spec,
  total: RequestCounts,
  { tooManyBad }: Weighed,
  evidence: string,
  needed: number,
): Verdict | undefined {
  const own = rate(total);
  const stable = total.stableRequests >= needed ? stableRate(total) : undefined;
  const worse = stable !== undefined && maxWorseThanStable !== undefined && !meets(own, stable - maxWorseThanStable);
  if (worse) return { verdict: 'fail', evidence };
  if (meets(own, min) && !tooManyBad) return undefined;
  const excused = stable !== undefined && !meets(stable, min) && meets(own, stable - (maxWorseThanStable ?? EXCUSED));
  return excused
    ? { verdict: 'inconclusive', evidence: `${evidence}; the stable version is no better, so the cause lies elsewhere` }
    : { verdict: 'fail', evidence };
}

function sentence(
  { min, maxWorseThanStable }: Spec,
  { from, to }: { readonly from: string; readonly to: string },
  total: RequestCounts,
  { samples, bad }: Weighed,
  { reasons, usual }: Pick<Seen, 'reasons' | 'usual'>,
): string {
  const asked =
    maxWorseThanStable === undefined
      ? `${min} % asked`
      : `${min} % asked, and at most ${maxWorseThanStable} points worse than ${from}`;
  const stable = total.stableRequests > 0 ? `; ${from} ${percent(stableRate(total))}` : '';
  const lost =
    total.lost >= 1 ? `; ${countOf(total.lost)} reached no endpoint (${reasons.slice(0, 3).join(', ')})` : '';
  const before = usual >= 1 ? `; ${countOf(usual)} more did not, as before the stage` : '';
  const below = samples > 0 ? `; ${bad} of ${samples} samples below` : '';
  return `${percent(rate(total))} of ${countOf(total.requests)} requests to ${to} succeeded (${asked})${stable}${lost}${before}${below}`;
}
