import { movesIn, versionWords } from '../schedule/moves.ts';
import type { TimedRollout, TimedStep } from '../schedule/timetable.ts';
import { bakeWords, conditionWords, moveWords, stepWords } from './step-words.ts';
import { listed } from './table.ts';

export const PLAN_HEAD = ['step', 'stage', 'clusters', 'change', 'files', 'bake', 'before the next'] as const;

/** A step with what happens in it: a row for each group of clusters that move alike, one for a step that moves nothing. */
export function planRows(
  rollout: TimedRollout,
  name: (text: string) => string,
  prose: (text: string) => string,
): readonly (readonly string[])[] {
  return rollout.steps.flatMap((step) => {
    const [first, ...more] = changesOf(rollout, step, name, prose);
    const about = [String(step.files.length), bakeWords(step), conditionWords(step)];
    return [
      [`${step.number}/${step.total}`, step.key, ...(first ?? ['', '']), ...about],
      ...more.map((change) => ['', '', ...change, '', '', '']),
    ];
  });
}

const CLUSTERS = 3;

function changesOf(
  rollout: TimedRollout,
  step: TimedStep,
  name: (text: string) => string,
  prose: (text: string) => string,
): string[][] {
  const clusters = (names: readonly string[]) =>
    listed(
      names.map((one) => name(one)),
      CLUSTERS,
    );
  if (step.moves.length === 0) return [[clusters(step.clusters), prose(stepWords(rollout, step))]];
  const to = rollout.about ? `${versionWords(movesIn(rollout.about), 'to', name)} ` : '';
  return step.moves.map((move) => [clusters(move.clusters), `${to}${moveWords(move.before, move.after)}`]);
}
