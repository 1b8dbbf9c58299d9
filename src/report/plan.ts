import type { CanarySpec } from '../model/specs.ts';
import type { Plan } from '../schedule/plan-types.ts';
import { plural } from './diagnostics.ts';
import type { Paint } from './paint.ts';
import { scheduleRows } from './schedule.ts';
import { percent, plainTable } from './table.ts';

/** The rollouts as the source describes them. */
export function renderSchedules(canaries: readonly CanarySpec[], paint: Paint): string {
  if (canaries.length === 0) return 'The source describes no rollout.';
  return canaries
    .map((canary) => {
      const rows = scheduleRows(canary).map(({ key, number, what, wait }) => [String(number), key, what, wait]);
      return `${paint.bold(canary.id)}: ${canary.service} from ${canary.from} to ${canary.to}\n${plainTable(['step', 'stage', 'what', 'then'], rows)}`;
    })
    .join('\n\n');
}

/** What is left to do from what is applied. */
export function renderPlan(plan: Plan, paint: Paint): string {
  if (plan.lanes.length === 0 && plan.stops.length === 0) return `${paint.bold(plan.mesh)}: nothing to do.`;
  const lanes = plan.lanes.map((lane) => {
    const rows = lane.stages.map(({ number, total, key, changes, weights }) => [
      `${number}/${total}`,
      key,
      plural(changes.length, 'file'),
      weightsOf(weights),
    ]);
    const after = lane.waitsFor === undefined ? '' : ` (after ${lane.waitsFor})`;
    return `${paint.bold(lane.id)}${after}\n${plainTable(['step', 'stage', 'changes', 'weights'], rows)}`;
  });
  const stops = plan.stops.map(
    ({ rollout, message, hint }) => `${paint.yellow(rollout ?? plan.mesh)}: ${message}\n  ${hint}`,
  );
  return [...lanes, ...stops].join('\n\n');
}

function weightsOf(weights: Readonly<Record<string, number>>): string {
  return Object.entries(weights)
    .map(([cluster, weight]) => `${cluster} ${percent(weight)}`)
    .join(', ');
}
