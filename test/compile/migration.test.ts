/** The way from PERMISSIVE to a default deny: what each step promises, what becomes of it, and that no moment is unsafe. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileForTest, expect as expectMesh } from 'meshwright/testing';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { PLAIN } from '../../src/report/paint.ts';
import { renderPlan } from '../../src/report/plan.ts';
import { plan } from '../../src/schedule/plan.ts';
import { timetable } from '../../src/schedule/timetable.ts';
import { app, STEPS, type Step, shopAt } from '../golden/migration/mesh.ts';
import { bundleFrom } from '../support/delivery-world.ts';
import { meshOf } from '../support/observed.ts';
import { provable } from '../support/proof.ts';
import { appliedBase, provedStages } from '../support/proved-stages.ts';

const FOLDER = join(import.meta.dirname, '../golden/migration');
const worlds = new Map(
  STEPS.map((step) => {
    const shop = shopAt(step);
    return [step, { ...shop, mesh: compileForTest(shop.app) }] as const;
  }),
);
const at = (step: Step) => worlds.get(step)!;
const changes = STEPS.slice(1).map((to, i) => [to, STEPS[i]!] as const);

describe('the golden mesh of a migration', () => {
  const files = [...at('default-deny').mesh.files].filter(([path]) => path.endsWith('.yaml'));

  it.each(STEPS)('is right at %s', (step) => {
    expect(at(step).mesh.diagnostics).toEqual([]);
  });

  it.each(files)('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, path));
  });

  it('has no other files', () => {
    const stored = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
    expect(stored.sort()).toEqual(files.map(([path]) => path).sort());
    expect(compile(app, { root: process.cwd() }).meshes.length).toBe(1);
  });
});

describe.each(changes)('%s', (to, from) => {
  const mesh = meshOf(bundleFrom(at(to).app));
  const base = appliedBase(meshOf(bundleFrom(at(from).app)));

  it('is planned wave by wave', async () => {
    const text = renderPlan(timetable(mesh, plan(mesh, base)), PLAIN);
    await expect(`${text}\n`).toMatchFileSnapshot(join(FOLDER, `plans/${STEPS.indexOf(to)}-${to}.txt`));
  });

  it('is safe at every moment', () => {
    const [before] = provable(compile(at(from).app, { root: process.cwd() }));
    const stages = provedStages(mesh, base, before!);
    expect(stages.map(({ key, verdict, happens }) => [key, verdict, ...happens])).toEqual(
      stages.map(({ key }) => [key, 'safe']),
    );
    // That pods get sidecars changes pods, and no object of Istio's.
    expect(stages.length > 0).toBe(to !== 'sidecars');
  });
});

describe('a request', () => {
  const plaintext = { namespace: 'shop', proxy: 'none' } as const;
  const stranger = { namespace: 'elsewhere', serviceAccount: 'x' };

  it.each(STEPS)('from the front door to the stock gets through at %s', (step) => {
    const { mesh, web, cart, stock, nightly } = at(step);
    expectMesh(mesh.request({ from: web, path: '/' })).toReach({ cart: 100 });
    expectMesh(mesh.request({ from: cart, to: stock })).not.toFail();
    expectMesh(mesh.request({ from: nightly, to: stock })).not.toFail();
  });

  it.each([
    ['permissive', 'in', 'in', 'in'],
    ['strict-for-stock', 'refused', 'in', 'in'],
    ['strict-for-the-shop', 'refused', 'refused', 'in'],
    ['callers-watched', 'refused', 'refused', 'in'],
    ['callers-enforced', 'refused', 'refused', 'denied'],
    ['default-deny', 'refused', 'refused', 'denied'],
  ] as const)(
    'at %s: plaintext to the stock is %s, to the cart %s, a stranger is %s',
    (step, toStock, toCart, other) => {
      const { mesh, cart, stock } = at(step);
      const judge = (is: 'in' | 'refused' | 'denied', answer: ReturnType<typeof mesh.request>) => {
        if (is === 'in') expectMesh(answer).not.toFail();
        else if (is === 'denied') expectMesh(answer).toBeDenied();
        else expectMesh(answer).toFail();
      };
      judge(toStock, mesh.request({ from: plaintext, to: stock }));
      judge(toCart, mesh.request({ from: plaintext, to: cart }));
      judge(other, mesh.request({ from: stranger, to: cart }));
    },
  );

  it('of the nightly job reads and does not write, once lists of callers hold', () => {
    const write = (step: Step) => at(step).mesh.request({ from: at(step).nightly, to: at(step).stock, method: 'POST' });
    expectMesh(write('callers-watched')).not.toFail();
    expectMesh(write('callers-enforced')).toBeDenied();
  });
});
