import type { Stop } from '../schedule/plan-types.ts';
import type { TimedRollout, Timetable } from '../schedule/timetable.ts';
import { CAPACITY_HEAD, capacityNote, capacityParts, capacityRows } from './capacity.ts';
import type { Paint } from './paint.ts';
import { type PlanProofs, proofBlocks } from './plan-proofs.ts';
import { PLAN_HEAD, planRows } from './plan-rows.ts';
import { plural } from './plural.ts';
import { rolloutWords, waitLines } from './step-words.ts';
import { duration, plainTable } from './table.ts';
import { timeline } from './timeline.ts';

/** What a reader has to know of the times. */
export const EARLIEST =
  'Times are the earliest: reviews, merges and syncs come on top, and gates may take longer than a bake.';

/** Of a plan from what is applied. */
export const NOTHING = 'nothing to do.';

const same = (text: string) => text;

/**
 * The steps of every rollout as tables and timelines, for a terminal. `nothing`: what is said where there is none.
 * `proofs`: what is known of the steps; none where they were not judged.
 */
export function renderPlan(
  timetable: Timetable,
  paint: Paint,
  nothing = NOTHING,
  proofs: PlanProofs = new Map(),
): string {
  const { mesh, rollouts, stops } = timetable;
  if (rollouts.length === 0 && stops.length === 0) return `${paint.bold(mesh)}: ${nothing}`;
  const blocks = rollouts.map((rollout) => {
    const head = `${paint.bold(rollout.id)}: ${rolloutWords(rollout, same)}; ${lengthOf(rollout)}`;
    const drawn = timeline(rollout);
    const table = plainTable(PLAN_HEAD, planRows(rollout, same, same));
    return [
      [head, ...waitLines(rollout, same), table].join('\n'),
      ...(drawn === '' ? [] : [drawn]),
      ...capacityText(rollout),
      ...proofBlocks(proofs.get(rollout.id) ?? []),
    ].join('\n\n');
  });
  return [...blocks, ...stops.map((stop) => stopText(mesh, stop, paint)), summaryOf(timetable)]
    .filter((block) => block !== '')
    .join('\n\n');
}

function capacityText({ capacity, about }: TimedRollout): string[] {
  if (!capacity || !about) return [];
  return capacityParts(capacity, about).map(({ service, from, to, stages }) => {
    const table = plainTable(CAPACITY_HEAD, capacityRows(stages, same));
    return [...(service ? [`${service}:`] : []), table, capacityNote(from, to)].join('\n');
  });
}

export function lengthOf({ steps, begins, ends }: TimedRollout): string {
  return `${plural(steps.length, 'step')}, ${duration(ends - begins)} at the earliest`;
}

/** How long everything takes together; empty where nothing takes time. */
export function summaryOf({ mesh, rollouts, ends }: Timetable): string {
  if (ends === 0) return '';
  const all = rollouts.length > 1 ? `All ${rollouts.length} rollouts of ${mesh}: ${duration(ends)}. ` : '';
  return `${all}${EARLIEST}`;
}

function stopText(mesh: string, { rollout, message, hint }: Stop, paint: Paint): string {
  return `${paint.yellow(rollout ?? mesh)}: ${message}\n  ${hint}`;
}
