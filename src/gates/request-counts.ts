import { type RequestOptions, requestSelectors, versionLabelOf } from './canary-requests.ts';
import type { CanaryFacts } from './gate.ts';
import { type MetricWindow, onGrid, pointsOf, rangeOf } from './metric-window.ts';
import type { Series } from './questions.ts';

/** Requests of one stretch of time. */
export interface RequestCounts {
  /** Sent to the canary: those that reached its version, and those that reached nothing. */
  readonly requests: number;
  readonly failed: number;
  /** Of these, those that reached nothing. */
  readonly lost: number;
  readonly stableRequests: number;
  readonly stableFailed: number;
}

export const NO_REQUESTS: RequestCounts = { requests: 0, failed: 0, lost: 0, stableRequests: 0, stableFailed: 0 };

export function addRequests(a: RequestCounts, b: RequestCounts): RequestCounts {
  return {
    requests: a.requests + b.requests,
    failed: a.failed + b.failed,
    lost: a.lost + b.lost,
    stableRequests: a.stableRequests + b.stableRequests,
    stableFailed: a.stableFailed + b.stableFailed,
  };
}

/** Requests by version, code and flags: what each of them means is decided here and not in PromQL. */
export function countQuery(canary: CanaryFacts, options: RequestOptions, step: number): string {
  const labels = [versionLabelOf(options), 'response_code', 'response_flags', 'grpc_response_status'];
  const increases = requestSelectors('istio_requests_total', canary, options).map(
    (selector) => `increase(${selector}[${rangeOf(step)}])`,
  );
  return `sum by (${labels.join(', ')}) (${increases.join(' or ')})`;
}

/** One count an interval, and why requests were lost, most frequent first: `503 NC`. */
export function countRequests(
  window: MetricWindow,
  series: readonly Series[],
  canary: CanaryFacts,
  options: RequestOptions & { readonly countLost?: boolean | undefined },
): { readonly intervals: readonly RequestCounts[]; readonly reasons: readonly string[] } {
  const times = pointsOf(window);
  const intervals = new Map(times.map((time) => [time, NO_REQUESTS]));
  const reasons = new Map<string, number>();
  for (const one of series) {
    const kind = kindOf(one.labels, canary, options);
    if (kind === undefined) continue;
    for (const [time, value] of onGrid(window, one)) {
      const before = intervals.get(time);
      if (before === undefined || !(value > 0) || value === Number.POSITIVE_INFINITY) continue;
      intervals.set(time, addRequests(before, counted(kind, value)));
      if (kind === 'lost') reasons.set(reasonOf(one), (reasons.get(reasonOf(one)) ?? 0) + value);
    }
  }
  const sorted = [...reasons].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  return {
    intervals: times.map((time) => intervals.get(time) ?? NO_REQUESTS),
    reasons: sorted.map(([reason]) => reason),
  };
}

type Kind = 'answered' | 'failed' | 'lost' | 'stable' | 'stable-failed';

function counted(kind: Kind, value: number): RequestCounts {
  if (kind === 'stable' || kind === 'stable-failed')
    return { ...NO_REQUESTS, stableRequests: value, stableFailed: kind === 'stable' ? 0 : value };
  return {
    ...NO_REQUESTS,
    requests: value,
    failed: kind === 'answered' ? 0 : value,
    lost: kind === 'lost' ? value : 0,
  };
}

/** Envoy's flags for a request that found no route, no cluster, no healthy endpoint or no connection. */
const LOST = /(^|,)(NR|NC|UH|UF|UO)(,|$)/;

/** What Istio writes for a version where no endpoint said one. */
const NOBODY = new Set(['', 'unknown', 'latest']);

/** gRPC answers failures with HTTP 200: unknown, deadline exceeded, unimplemented, internal, unavailable, data loss. */
const GRPC_FAILURES = new Set(['2', '4', '12', '13', '14', '15']);

function kindOf(
  labels: Series['labels'],
  { from, to }: CanaryFacts,
  options: RequestOptions & { readonly countLost?: boolean | undefined },
): Kind | undefined {
  const version = labels[versionLabelOf(options)] ?? '';
  const failed = (labels.response_code ?? '').startsWith('5') || GRPC_FAILURES.has(labels.grpc_response_status ?? '');
  if (version === to) return failed ? 'failed' : 'answered';
  if (version === from) return failed ? 'stable-failed' : 'stable';
  const reachedNothing = NOBODY.has(version) && LOST.test(labels.response_flags ?? '');
  return reachedNothing && options.countLost !== false ? 'lost' : undefined;
}

function reasonOf({ labels }: Series): string {
  return `${labels.response_code ?? ''} ${labels.response_flags ?? ''}`.trim();
}
