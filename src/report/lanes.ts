import type { LaneView } from './lane-view.ts';
import type { Paint } from './paint.ts';
import { duration, plainTable } from './table.ts';

/** Rollouts as a table: where each stands, what it waits for, what a person can do. */
export function renderLanes(lanes: readonly LaneView[], now: number, paint: Paint): string {
  if (lanes.length === 0) return 'Nothing is under way: what is applied is what the source asks for.';
  const rows = lanes.map((lane) => [
    lane.rollout,
    lane.state,
    lane.until === undefined ? lane.reason : `${lane.reason}, ${duration(Math.max(0, lane.until - now))} left`,
  ]);
  const hints = lanes.flatMap((lane) =>
    lane.hint === undefined ? [] : [`${paint.yellow(lane.rollout)}: ${lane.hint}`],
  );
  return [plainTable(['rollout', 'state', 'what'], rows), ...(hints.length > 0 ? ['', ...hints] : [])].join('\n');
}
