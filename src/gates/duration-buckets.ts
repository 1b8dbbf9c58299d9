import { type RequestOptions, requestSelectors, versionLabelOf } from './canary-requests.ts';
import type { CanaryFacts } from './gate.ts';
import { type MetricWindow, onGrid, pointsOf, rangeOf } from './metric-window.ts';
import type { Series } from './questions.ts';

/** Requests by upper bound in milliseconds, each bucket counting all that were at least as fast, as Prometheus does. */
export type Buckets = ReadonlyMap<number, number>;

/** Of one stretch of time, for both versions. */
export interface Durations {
  readonly canary: Buckets;
  readonly stable: Buckets;
}

export const NO_DURATIONS: Durations = { canary: new Map(), stable: new Map() };

export function addDurations(a: Durations, b: Durations): Durations {
  return { canary: addBuckets(a.canary, b.canary), stable: addBuckets(a.stable, b.stable) };
}

export function bucketQuery(canary: CanaryFacts, options: RequestOptions, step: number): string {
  const increases = requestSelectors('istio_request_duration_milliseconds_bucket', canary, options).map(
    (selector) => `increase(${selector}[${rangeOf(step)}])`,
  );
  return `sum by (${versionLabelOf(options)}, le) (${increases.join(' or ')})`;
}

/** Durations of each interval. */
export function durationsOf(
  window: MetricWindow,
  series: readonly Series[],
  { from, to }: CanaryFacts,
  options: RequestOptions,
): readonly Durations[] {
  const times = pointsOf(window);
  const found = new Map(
    times.map((time) => [time, { canary: new Map<number, number>(), stable: new Map<number, number>() }]),
  );
  for (const one of series) {
    const version = one.labels[versionLabelOf(options)];
    const whose = version === to ? 'canary' : version === from ? 'stable' : undefined;
    const bound = boundOf(one.labels.le);
    if (whose === undefined || Number.isNaN(bound)) continue;
    for (const [time, value] of onGrid(window, one)) {
      const buckets = found.get(time)?.[whose];
      if (buckets && value >= 0 && Number.isFinite(value)) buckets.set(bound, (buckets.get(bound) ?? 0) + value);
    }
  }
  return times.map((time) => found.get(time) ?? NO_DURATIONS);
}

export function requestsIn(buckets: Buckets): number {
  return Math.max(0, ...buckets.values());
}

/**
 * The quantile as `histogram_quantile` finds it: linear within its bucket, from 0 in the first, and the last finite
 * bound for what lies beyond. Undefined without requests.
 */
export function quantileOf(quantile: number, buckets: Buckets): number | undefined {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const total = requestsIn(buckets);
  if (total === 0) return undefined;
  const rank = quantile * total;
  let [below, counted] = [0, 0];
  for (const [bound, sum] of sorted) {
    // Increases of buckets are extrapolated one by one and may fall a little from one to the next.
    const upTo = Math.max(counted, sum);
    if (upTo >= rank) {
      if (bound === Number.POSITIVE_INFINITY) return below;
      return upTo === counted ? bound : below + ((bound - below) * (rank - counted)) / (upTo - counted);
    }
    [below, counted] = [bound, upTo];
  }
  return below;
}

function boundOf(le: string | undefined): number {
  if (le === undefined || le === '') return Number.NaN;
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}

function addBuckets(a: Buckets, b: Buckets): Buckets {
  const sum = new Map(a);
  for (const [bound, value] of b) sum.set(bound, (sum.get(bound) ?? 0) + value);
  return sum;
}
