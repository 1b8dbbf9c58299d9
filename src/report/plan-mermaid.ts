import type { TimedRollout, TimedStep, Timetable } from '../schedule/timetable.ts';
import { plural } from './plural.ts';
import { conditionWords, moveWords, rolloutWords, stepWords } from './step-words.ts';
import { duration, listed } from './table.ts';

/** GitHub draws no diagram of more than 50,000 characters or 500 edges. */
const STEPS = 120;

/**
 * A flowchart: a box for each rollout, a node for each step, and on the edges what has to pass in between.
 * @see https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/creating-diagrams
 */
export function mermaidPlan(timetables: readonly Timetable[]): string {
  const rollouts = timetables.flatMap((timetable) => timetable.rollouts);
  if (rollouts.length === 0) return 'flowchart LR\n  nothing["nothing to do"]';
  let room = STEPS;
  const drawn = rollouts.map((rollout, index) => {
    const steps = rollout.steps.slice(0, Math.max(1, room));
    room -= steps.length;
    return { rollout, index, steps };
  });
  const shown = drawn.filter(({ index }) => index < STEPS);
  const order = shown.flatMap(({ rollout, index }) => {
    const before = new Set(rollout.waitsFor.map((wait) => wait.rollout));
    return shown
      .filter((other) => before.has(other.rollout.id))
      .map((first) => `  ${nodeOf(first.index, first.steps.length - 1)} --> ${nodeOf(index, 0)}`);
  });
  const left = drawn.length - shown.length;
  const more = left > 0 ? [`  more["… and ${plural(left, 'more rollout')}"]`] : [];
  return ['flowchart LR', ...shown.flatMap(boxOf), ...order, ...more].join('\n');
}

interface Drawn {
  readonly rollout: TimedRollout;
  readonly index: number;
  readonly steps: readonly TimedStep[];
}

function boxOf({ rollout, index, steps }: Drawn): string[] {
  const left = rollout.steps.length - steps.length;
  const nodes = steps.map((step, i) => `    ${nodeOf(index, i)}["${nodeText(rollout, step, i === 0)}"]`);
  const edges = steps.slice(1).map((_, i) => {
    const between = betweenOf(steps[i]!);
    const label = between === '' ? '' : `|"${escaped(between)}"|`;
    return `    ${nodeOf(index, i)} -->${label} ${nodeOf(index, i + 1)}`;
  });
  const more =
    left > 0
      ? [
          `    ${nodeOf(index, steps.length)}["… and ${plural(left, 'more step')}"]`,
          `    ${nodeOf(index, steps.length - 1)} --> ${nodeOf(index, steps.length)}`,
        ]
      : [];
  const title = escaped(`${rollout.id}: ${rolloutWords(rollout, (text) => text)}`);
  return [`  subgraph rollout${index + 1}["${title}"]`, ...nodes, ...edges, ...more, '  end'];
}

function nodeOf(rollout: number, step: number): string {
  return `r${rollout + 1}s${step + 1}`;
}

function nodeText(rollout: TimedRollout, step: TimedStep, first: boolean): string {
  const moves = step.moves.map(({ clusters, before, after }) => `${listed(clusters, 3)}: ${moveWords(before, after)}`);
  const what = moves.length > 0 ? moves : [`${listed(step.clusters, 3)}: ${stepWords(rollout, step)}`];
  const since = step.begins === 0 ? (first ? ['now'] : []) : [`+${duration(step.begins)}`];
  return [`${step.number}/${step.total} ${step.key}`, ...what, ...since].map(escaped).join('<br/>');
}

function betweenOf(step: TimedStep): string {
  const time = step.ends > step.begins ? [duration(step.ends - step.begins)] : [];
  return [...time, conditionWords(step)].filter((words) => words !== '').join(', ');
}

/** Whatever could end a label, begin markup or be an entity of its own, as an entity of Mermaid's. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:%+→…/=_-]/gu, (character) => `#${character.codePointAt(0)};`);
}
