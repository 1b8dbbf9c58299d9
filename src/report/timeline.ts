import type { TimedRollout, TimedStep } from '../schedule/timetable.ts';
import { duration, listed, percent } from './table.ts';

/** Columns of a terminal that a timeline may fill. */
const WIDTH = 100;
/** Columns that time itself is shown with, where there is room. */
const TIME = 60;
/** A name that is longer is cut. */
const NAME = 28;

/**
 * Clusters that move alike as rows, steps as columns as wide as they take at the earliest: `─` while some of the traffic
 * has moved, `━` once all of it has. Empty for a rollout of one step.
 */
export function timeline(rollout: TimedRollout): string {
  const { steps } = rollout;
  if (steps.length < 2) return '';
  const rows = rowsOf(steps);
  const name = Math.max(...rows.map(({ label }) => label.length));
  return blocksOf(columnsOf(rollout, rows), WIDTH - name - 2)
    .map((columns) => blockOf(columns, rows, name))
    .join('\n\n');
}

interface Row {
  readonly label: string;
  /** One for each step: what happens to these clusters, and what is drawn until the next. */
  readonly cells: readonly { readonly text: string; readonly fill: string }[];
}

interface Column {
  readonly index: number;
  readonly head: string;
  readonly width: number;
  /** What stands behind the last one: when it all ends. */
  readonly end: string;
}

function rowsOf(steps: readonly TimedStep[]): Row[] {
  const groups = new Map<string, { readonly clusters: string[]; readonly texts: readonly string[] }>();
  for (const cluster of new Set(steps.flatMap((step) => [...movedBy(step), ...step.clusters]))) {
    const texts = steps.map((step) => textOf(step, cluster));
    const group = groups.get(JSON.stringify(texts));
    if (group) group.clusters.push(cluster);
    else groups.set(JSON.stringify(texts), { clusters: [cluster], texts });
  }
  return [...groups.values()]
    .sort((a, b) => firstOf(a.texts) - firstOf(b.texts))
    .map(({ clusters, texts }) => ({ label: labelOf(clusters), cells: cellsOf(steps, clusters[0] ?? '', texts) }));
}

function movedBy({ moves }: TimedStep): string[] {
  return moves.flatMap(({ clusters }) => clusters);
}

function textOf(step: TimedStep, cluster: string): string {
  const move = step.moves.find(({ clusters }) => clusters.includes(cluster));
  if (move) return percent(move.after);
  return step.moves.length === 0 && step.clusters.includes(cluster) ? step.key : '';
}

function firstOf(texts: readonly string[]): number {
  return texts.findIndex((text) => text !== '');
}

function labelOf(clusters: readonly string[]): string {
  const label = listed(clusters, 2);
  return label.length <= NAME ? label : `${label.slice(0, NAME - 1)}…`;
}

function cellsOf(steps: readonly TimedStep[], cluster: string, texts: readonly string[]): Row['cells'] {
  const shifts = steps.some(({ moves }) => moves.length > 0);
  const last = texts.findLastIndex((text) => text !== '');
  let share = steps.flatMap(({ moves }) => moves).find(({ clusters }) => clusters.includes(cluster))?.before ?? 0;
  return steps.map((step, i) => {
    share = step.moves.find(({ clusters }) => clusters.includes(cluster))?.after ?? share;
    if (!shifts) share = i >= last ? 1000 : i >= firstOf(texts) ? 1 : 0;
    return { text: texts[i] ?? '', fill: share === 0 ? ' ' : share === 1000 ? '━' : '─' };
  });
}

function columnsOf({ steps, begins, ends }: TimedRollout, rows: readonly Row[]): Column[] {
  const total = ends - begins;
  return steps.map((step, index) => {
    const head = step.begins === 0 ? 'now' : `+${duration(step.begins)}`;
    const shown = index > 0 && step.begins === steps[index - 1]?.begins ? '' : head;
    const texts = [shown, ...rows.map(({ cells }) => cells[index]?.text ?? '')];
    const least = Math.max(...texts.map((text) => text.length)) + 2;
    const time = total === 0 ? 0 : Math.round((TIME * (step.ends - step.begins)) / total);
    const end = index === steps.length - 1 ? `+${duration(step.ends)}` : '';
    return { index, head: shown, width: Math.max(least, time), end };
  });
}

/** As many columns beside each other as there is room for. */
function blocksOf(columns: readonly Column[], room: number): Column[][] {
  const blocks: Column[][] = [];
  let left = 0;
  for (const column of columns) {
    const width = column.width + column.end.length;
    const block = blocks.at(-1);
    if (block && width <= left) block.push(column);
    else blocks.push([column]);
    left = (block && width <= left ? left : room) - width;
  }
  return blocks;
}

function blockOf(columns: readonly Column[], rows: readonly Row[], name: number): string {
  const head = columns.map((column) => `${column.head.padEnd(column.width)}${column.end}`).join('');
  const lines = rows.map(({ label, cells }) => {
    const drawn = columns.map(({ index, width }) => {
      const { text = '', fill = ' ' } = cells[index] ?? {};
      const next = cells[index + 1]?.text ?? '';
      const line = (text === '' ? '' : `${text} `).padEnd(width, fill);
      return next === '' ? line : `${line.slice(0, -1)} `;
    });
    return `${label.padEnd(name)}  ${drawn.join('')}`.trimEnd();
  });
  return [`${' '.repeat(name)}  ${head}`.trimEnd(), ...lines].join('\n');
}
