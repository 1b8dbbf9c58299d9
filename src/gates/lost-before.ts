import type { GateFacts } from './gate.ts';
import type { MetricWindow } from './metric-window.ts';
import { addRequests, NO_REQUESTS, type RequestCounts } from './request-counts.ts';

const STRETCHES = 6;
const INTERVALS = 20;

/** The time before the stage was merged: what was lost then already, it is not to blame for. */
export function windowBefore({ mergedAt }: GateFacts, step: number): MetricWindow | undefined {
  if (mergedAt === undefined) return undefined;
  const begins = mergedAt - STRETCHES * INTERVALS * step;
  return { begins, step, start: begins + step, end: mergedAt };
}

/**
 * The share of requests that was lost all the time before: that of the best stretch, so that what an earlier attempt at
 * the same stage has lost does not excuse the next one. A stretch without requests shows nothing, and excuses nothing.
 */
export function usualLoss(intervals: readonly RequestCounts[]): number {
  const shares: number[] = [];
  for (let i = 0; i < intervals.length; i += INTERVALS) {
    const stretch = intervals.slice(i, i + INTERVALS).reduce(addRequests, NO_REQUESTS);
    const all = stretch.requests + stretch.stableRequests;
    shares.push(all > 0 ? stretch.lost / all : 0);
  }
  return shares.length === 0 ? 0 : Math.min(...shares);
}

/** Without the requests that are usually lost among so many, with room for chance: twice the deviation of a count. */
export function beyondUsual(counts: RequestCounts, share: number): RequestCounts {
  const expected = share * (counts.requests + counts.stableRequests);
  const usual = Math.min(counts.lost, expected + 2 * Math.sqrt(expected));
  return { ...counts, requests: counts.requests - usual, failed: counts.failed - usual, lost: counts.lost - usual };
}
