/** The plans that docs/rollouts.md shows are the plans that the program prints. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PLAIN } from '../../src/report/paint.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { plan } from '../../src/schedule/plan.ts';
import type { Base } from '../../src/schedule/plan-types.ts';
import { timetable } from '../../src/schedule/timetable.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { meshOf } from '../support/observed.ts';
import { PLAN_CASES, type PlanCase, shopOf } from './plan-cases.ts';

const EMPTY: Base = { files: new Map(), states: new Map(), baked: new Set() };
const folder = join(import.meta.dirname, '../golden/plans');
const page = readFileSync(join(import.meta.dirname, '../../docs/rollouts.md'), 'utf8');

function planOf({ from, to }: PlanCase): string {
  const mesh = meshOf(bundleFrom(shopOf(to)));
  const applied = from && meshOf(bundleFrom(shopOf(from)));
  const files = Object.entries(applied?.files ?? {}).map(([path, { blob, manifest }]) => {
    const file = { blob, owned: true, ...(manifest && { manifest }) };
    return [path, file] as const;
  });
  const base = applied ? { ...EMPTY, files: new Map(files) } : EMPTY;
  return `${renderPlan(timetable(mesh, plan(mesh, base)), PLAIN)}\n`;
}

it.each(Object.keys(PLAN_CASES))('%s', async (name) => {
  const text = planOf(PLAN_CASES[name]!);
  await expect(text).toMatchFileSnapshot(join(folder, `${name}.txt`));
  expect(page).toContain(`\`\`\`text\n${text}\`\`\`\n`);
});

it('there are no plans of other examples', () => {
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(PLAN_CASES)
      .map((name) => `${name}.txt`)
      .sort(),
  );
});
