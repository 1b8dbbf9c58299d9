import { bakeStart } from './bake-start.ts';
import type { GateFacts } from './gate.ts';
import type { QuestionOf, Series } from './questions.ts';

/** The stretch of time that a metric is judged over, in points that each tell of the step before them. */
export interface MetricWindow {
  /** When the bake began. */
  readonly begins: number;
  readonly step: number;
  /** First and last point. None yet when `end` lies before `start`. */
  readonly start: number;
  readonly end: number;
}

const MINUTE = 60_000;
/** More than a day of minutes; Prometheus itself answers with 11,000 points at most. */
const MOST_POINTS = 1_500;

/**
 * From the bake's begin to now, on a grid that hangs on the begin: whoever asks again sees the same points, and new ones
 * at the end. Of a stage that stays in force for days the latest points count. Undefined when it cannot be told when the
 * stage came into force.
 */
export function windowOf(facts: GateFacts, step: number = MINUTE): MetricWindow | undefined {
  const begins = bakeStart(facts);
  if (begins === undefined) return undefined;
  const last = Math.floor((facts.now - begins) / step);
  const first = Math.max(1, last - MOST_POINTS + 1);
  return { begins, step, start: begins + first * step, end: begins + last * step };
}

export function isEmpty({ start, end }: MetricWindow): boolean {
  return end < start;
}

export function askOver(window: MetricWindow, source: string, query: string): QuestionOf<'prometheus'> {
  const { start, end, step } = window;
  return { ask: 'prometheus', source, query, start, end, step };
}

/** The times of the window's points, one for each interval. */
export function pointsOf({ start, end, step }: MetricWindow): number[] {
  return Array.from({ length: Math.max(0, Math.round((end - start) / step) + 1) }, (_, i) => start + i * step);
}

/** Values of a series by time, each put on the grid: Prometheus answers in seconds with a fraction. */
export function onGrid({ start, step }: MetricWindow, { points }: Series): ReadonlyMap<number, number> {
  return new Map(points.map(([time, value]) => [start + Math.round((time - start) / step) * step, value]));
}

/** How PromQL writes the step as a range. */
export function rangeOf(step: number): string {
  return `${Math.round(step / 1000)}s`;
}
