import type { Block, Truth } from './block.ts';
import { type Draft, join, needsToken } from './draft.ts';
import type { FieldValues, Value } from './values.ts';

export interface Combined {
  readonly drafts: readonly Marked[];
  /** Whether there are combinations that no draft stands for. */
  readonly cut: boolean;
}

/** More combinations than these are not gone through one by one. */
export const MOST_COMBINATIONS = 4096;

export interface Marked {
  readonly draft: Draft;
  /** Of its values, with blanks between. */
  readonly marks: string;
}

interface Unfinished extends Marked {
  readonly alive: readonly Truth[];
}

/**
 * One draft for each combination of blocks that can hold together. Field after field: of drafts that agree in which blocks
 * can still hold one is enough, as what the other fields add does not depend on those before.
 *
 * @param fields that of a token's principal first, where any field of a token is among them: without a principal there is
 * no token, and without a token nothing in it.
 */
export function combine(blocks: readonly Block[], fields: readonly FieldValues[]): Combined {
  let partial: readonly Unfinished[] = [{ draft: {}, alive: blocks.map(() => 2), marks: '' }];
  for (const { values } of fields) {
    const next = new Map<string, Unfinished>();
    for (const one of partial) {
      for (const value of values) {
        if (needsToken(value.draft) && one.draft.principal === undefined) continue;
        const alive = both(one.alive, value.effect);
        const marks = `${one.marks} ${value.mark}`;
        const key = `${marks} ${alive.join('')}`;
        if (!next.has(key)) next.set(key, { draft: join(one.draft, value.draft), alive, marks });
      }
      if (next.size > MOST_COMBINATIONS) return { drafts: chosen(blocks, fields), cut: true };
    }
    partial = [...next.values()];
  }
  return { drafts: partial, cut: false };
}

function both(a: readonly Truth[], b: readonly Truth[]): readonly Truth[] {
  return a.map((truth, index) => Math.min(truth, b[index] ?? 2) as Truth);
}

/** How much a value of some field is wanted; the highest is taken, of equals the first. */
type Wish = (value: Value) => number;

/**
 * Where there are too many: nothing in particular; each block alone, as the first that holds, and with all others that
 * can hold beside it; each two together; each with one of its conditions broken.
 */
function chosen(blocks: readonly Block[], fields: readonly FieldValues[]): readonly Marked[] {
  const wishes: Wish[][] = [fields.map(() => () => 0)];
  const count = (value: Value, from: number, to: number) =>
    value.effect.reduce<number>((sum, truth, at) => (at >= from && at < to && truth === 0 ? sum + 1 : sum), 0);
  const keep = (value: Value, ...wanted: readonly number[]) =>
    wanted.every((at) => value.effect[at] === 2) ? 0 : -MOST_COMBINATIONS;
  blocks.forEach((_, at) => {
    wishes.push(fields.map(() => (value) => keep(value, at) + count(value, 0, blocks.length)));
    wishes.push(fields.map(() => (value) => keep(value, at) + count(value, 0, at)));
    wishes.push(fields.map(() => (value) => keep(value, at) - count(value, 0, blocks.length)));
    fields.forEach(({ values }, which) => {
      if (!values.some(({ effect }) => effect[at] === 0)) return;
      wishes.push(fields.map((_, index) => (value) => (index === which ? -(value.effect[at] ?? 2) : keep(value, at))));
    });
  });
  for (let a = 0; a < blocks.length; a++) {
    for (let b = a + 1; b < blocks.length && wishes.length < MOST_COMBINATIONS; b++) {
      wishes.push(fields.map(() => (value) => keep(value, a, b) + count(value, 0, blocks.length)));
    }
  }
  const found = new Map<string, Unfinished>();
  for (const wish of wishes.slice(0, MOST_COMBINATIONS)) {
    const one = fulfilled(fields, wish, blocks.length);
    const key = `${one.marks} ${one.alive.join('')}`;
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}

function fulfilled(fields: readonly FieldValues[], wish: readonly Wish[], blocks: number): Unfinished {
  const picked = fields.map(({ values }, index) => best(values, wish[index] ?? (() => 0)));
  // A token's parts bring a principal along.
  const needed = picked.some((value) => value && needsToken(value.draft));
  let one: Unfinished = { draft: {}, alive: Array.from({ length: blocks }, () => 2), marks: '' };
  picked.forEach((value, index) => {
    const lacks = needed && fields[index]?.field === 'principal' && value?.draft.principal === undefined;
    const principals = lacks ? fields[index]?.values.filter(({ draft }) => draft.principal !== undefined) : undefined;
    const taken = principals ? best(principals, wish[index] ?? (() => 0)) : value;
    if (!taken) return;
    const marks = `${one.marks} ${taken.mark}`;
    one = { draft: join(one.draft, taken.draft), alive: both(one.alive, taken.effect), marks };
  });
  return one;
}

function best(values: readonly Value[], wish: Wish): Value | undefined {
  let found: Value | undefined;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    const much = wish(value);
    if (much <= most) continue;
    found = value;
    most = much;
  }
  return found;
}
