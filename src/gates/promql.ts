import { z } from 'zod';
import type { Duration } from '../istio/duration.ts';
import { DEFAULT_SOURCE } from './canary-requests.ts';
import { plain } from './evidence.ts';
import { defineGate, type GateFacts, type Verdict } from './gate.ts';
import { askOver, isEmpty, type MetricWindow, onGrid, pointsOf, rangeOf, windowOf } from './metric-window.ts';
import { finite, interval, limits, name, optionalMilliseconds } from './option-schemas.ts';
import { perService } from './per-service.ts';
import { escaped } from './promql-text.ts';
import type { AnswerBook, Question, Series } from './questions.ts';
import { type Limits, tooLittle, unansweredBy, weigh } from './samples.ts';

export interface PromqlOptions extends Limits {
  /**
   * An expression of PromQL. `$interval` stands for the interval, `$mesh` for the mesh's name, and for a canary
   * `$rollout`, `$namespace`, `$service`, `$host`, `$from` and `$to` for what it moves; to be used within double quotes.
   * Where a canary moves several services a query that names one of the last five is asked for each of them.
   */
  readonly query: string;
  /** What every value must reach. One of `min` and `max` must be given. */
  readonly min?: number;
  /** What no value may exceed. */
  readonly max?: number;
  /** What the value is, in the evidence. Default: 'the value'. */
  readonly title?: string;
  /** The server that is asked: a name of the operator's configuration. Default `default`. */
  readonly source?: string;
  /** Time between two points, whole seconds. Default 1m. */
  readonly interval?: Duration;
}

const schema = z
  .strictObject({
    kind: z.literal('promql'),
    query: z.string({ error: 'is not a text' }).regex(/\S/, 'is empty'),
    min: finite.optional(),
    max: finite.optional(),
    title: name.optional(),
    source: name.optional(),
    interval,
    ...limits,
  })
  .refine(({ min, max }) => min !== undefined || max !== undefined, 'it has neither min nor max')
  .refine(({ min, max }) => (min ?? 0) <= (max ?? min ?? 0), { path: ['min'], error: 'is above max' });
type Spec = z.infer<typeof schema>;

/** Values of a query of one's own must stay within bounds, point by point since the bake began. */
export const promql = defineGate<[options: PromqlOptions], Spec>(
  { kind: 'promql', schema, ...perService({ ask, evaluate }, namesService) },
  ({ interval: step, ...options }) => ({ ...options, kind: 'promql', interval: optionalMilliseconds(step) }),
);

/** Whether the query says anything of one service; any other is asked once a stage. */
function namesService({ query }: Spec): boolean {
  return /\$(namespace|service|host|from|to)\b/.test(query);
}

function ask(spec: Spec, facts: GateFacts): readonly Question[] {
  const window = windowOf(facts, spec.interval);
  const query = window && filled(spec.query, facts, window.step);
  if (!window || isEmpty(window) || query === undefined) return [];
  return [askOver(window, spec.source ?? DEFAULT_SOURCE, query)];
}

function evaluate(spec: Spec, facts: GateFacts, answers: AnswerBook): Verdict {
  const window = windowOf(facts, spec.interval);
  if (!window) return { verdict: 'inconclusive', evidence: 'it cannot be told since when the stage is in force' };
  if (filled(spec.query, facts, window.step) === undefined)
    return { verdict: 'inconclusive', evidence: 'the query names what only a canary has, and this rollout is none' };
  const [question] = ask(spec, facts);
  if (question?.ask !== 'prometheus')
    return { verdict: 'wait', until: window.start, evidence: 'the first interval is not over' };
  const answer = answers.of(question);
  if (!('got' in answer)) return unansweredBy(question.source, answer);
  const { good, silent, low, high } = read(window, answer.got, spec);
  const title = spec.title ?? 'the value';
  if (good.length === 0) return tooLittle(facts, window, spec, `${title} has no points`);
  const { samples, bad, tooManyBad, short } = weigh(good, silent, spec);
  const bounds = [
    ...(spec.min === undefined ? [] : [`at least ${spec.min}`]),
    ...(spec.max === undefined ? [] : [`at most ${spec.max}`]),
  ].join(' and ');
  const range = plain(low) === plain(high) ? plain(low) : `${plain(low)} to ${plain(high)}`;
  const evidence = `${title} was ${range} (${bounds} asked); ${bad} of ${samples} points outside`;
  if (tooManyBad) return { verdict: 'fail', evidence };
  if (short === undefined) return { verdict: 'pass', evidence };
  return tooLittle(facts, window, spec, `${evidence}; too little to judge: ${short}`);
}

/** Each point's worst value decides, where the query gives several series. NaN and infinity are no values. */
function read(window: MetricWindow, series: readonly Series[], { min = -Infinity, max = Infinity }: Spec) {
  const grids = series.map((one) => onGrid(window, one));
  const points = pointsOf(window).map((time) => grids.flatMap((grid) => grid.get(time) ?? []).filter(Number.isFinite));
  const spoken = points.filter((values) => values.length > 0);
  const all = spoken.flat();
  return {
    good: spoken.map((values) => values.every((value) => value >= min && value <= max)),
    silent: points.length - spoken.length,
    low: all.reduce((a, b) => Math.min(a, b), Infinity),
    high: all.reduce((a, b) => Math.max(a, b), -Infinity),
  };
}

/** Undefined when a name is used that this rollout has no value for. */
function filled(query: string, { mesh, canary }: GateFacts, step: number): string | undefined {
  const { rollout, namespace, service, host, from, to } = canary ?? {};
  const values: Readonly<Record<string, string | undefined>> = { mesh, rollout, namespace, service, host, from, to };
  let known = true;
  const text = query.replace(/\$([a-z]+)\b/g, (written, key: string) => {
    if (key === 'interval') return rangeOf(step);
    if (!Object.hasOwn(values, key)) return written;
    if (values[key] === undefined) known = false;
    return escaped(values[key] ?? '');
  });
  return known ? text : undefined;
}
