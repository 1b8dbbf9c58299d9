import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeRow, mutated } from './judge-row.ts';
import type { Row } from './row.ts';

const folder = join(import.meta.dirname, 'requests');
const themes = await Promise.all(
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map(async (file) => {
      const { rows }: { rows: readonly Row[] } = await import(join(folder, file));
      return [file.replace('.ts', ''), rows] as const;
    }),
);
const all = themes.flatMap(([, rows]) => rows);

describe.each(themes)('%s', (_, rows) => {
  it.each(rows.map((row) => [`${row.fact}: ${row.name}`, row] as const))('%s', (_, row) => {
    judgeRow(row, row.expect);
    const { mutation } = row;
    if (mutation) judgeRow(mutated(row, mutation), mutation.expect);
    for (const other of row.also ?? []) judgeRow(mutated(row, other), other.expect);
  });
});

it('covers what it is meant to cover', () => {
  const succeeding = all.filter((row) => row.expect.verdict === 'reaches');
  expect(all.length).toBeGreaterThanOrEqual(150);
  expect(succeeding.filter((row) => !row.mutation).map((row) => row.name)).toEqual([]);
  expect(new Set(all.map((row) => row.name)).size).toBe(all.length);
});
