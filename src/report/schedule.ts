import { type CanarySpec, movesOf, type Permille } from '../model/specs.ts';
import { versionWords } from '../schedule/moves.ts';
import { type CanaryStage, stagesOf } from '../schedule/stages.ts';
import { openingOf, openingWords } from './openings.ts';
import { duration, listed, percent } from './table.ts';

export interface ScheduleRow {
  readonly key: string;
  readonly number: number;
  readonly what: string;
  /** What has to happen before the next row. */
  readonly wait: string;
}

/** Every stage of a canary, in words. `service`: how names of services are written. */
export function scheduleRows(canary: CanarySpec, service: (text: string) => string = same): readonly ScheduleRow[] {
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
      what: whatOf(canary, stage, moved, service),
      wait: [...bake, ...gates, ...confirm].join(', ') || (next ? '' : 'done'),
    };
  });
}

/** Clusters by the share that they reach, in the order in which they are named. */
export function byShare(
  weights: Readonly<Record<string, Permille>>,
  clusters: readonly string[],
): ReadonlyMap<Permille, readonly string[]> {
  const groups = new Map<Permille, string[]>();
  for (const cluster of clusters) {
    const share = weights[cluster] ?? 0;
    groups.set(share, [...(groups.get(share) ?? []), cluster]);
  }
  return groups;
}

function whatOf(
  canary: CanarySpec,
  { key, weights }: CanaryStage,
  moved: readonly string[],
  service: (text: string) => string,
): string {
  const [from, to] = (['from', 'to'] as const).map((which) => versionWords(movesOf(canary), which, service, same));
  if (moved.length > 0)
    return [...byShare(weights, moved)]
      .map(([share, clusters]) => `${to} to ${percent(share)} in ${listed(clusters)}`)
      .join('; ');
  const opening = openingOf(canary, key);
  if (opening) return openingWords(canary, opening, service);
  if (key === 'expand') return `subsets that keep ${to} in each cluster`;
  return key === 'settle' ? `routes name ${to} as they named ${from}` : 'subsets of the canary go';
}

function same(text: string): string {
  return text;
}
