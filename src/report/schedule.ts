import type { CanarySpec } from '../model/specs.ts';
import { stagesOf } from '../schedule/stages.ts';
import { duration, listed, percent } from './table.ts';

export interface ScheduleRow {
  readonly key: string;
  readonly number: number;
  readonly what: string;
  /** What has to happen before the next row. */
  readonly wait: string;
}

/** Every stage of a canary, in words. */
export function scheduleRows(canary: CanarySpec): readonly ScheduleRow[] {
  const stages = stagesOf(canary);
  return stages.map((stage, i) => {
    const before = stages[i - 1]?.weights ?? {};
    const moved = Object.keys(stage.weights).filter((cluster) => stage.weights[cluster] !== before[cluster]);
    const next = stages[i + 1];
    const confirm = next && next.phase !== stage.phase ? ['a confirmation that it is applied'] : [];
    const bake = stage.bake > 0 ? [`${duration(stage.bake)} of bake`] : [];
    const gates = stage.phase === 'shift' ? canary.gates.map((gate) => `gate ${gate.kind}`) : [];
    return {
      key: stage.key,
      number: i + 1,
      what: whatOf(canary, stage.key, moved, percent(stage.weights[moved[0] ?? ''] ?? 0)),
      wait: [...bake, ...gates, ...confirm].join(', ') || (next ? '' : 'done'),
    };
  });
}

function whatOf({ from, to }: CanarySpec, key: string, moved: readonly string[], weight: string): string {
  if (moved.length > 0) return `${to} to ${weight} in ${listed(moved)}`;
  if (key === 'expand') return `subsets that keep ${to} in each cluster`;
  return key === 'settle' ? `routes name ${to} as they named ${from}` : 'subsets of the canary go';
}
