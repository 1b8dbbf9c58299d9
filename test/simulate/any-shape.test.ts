import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Manifest } from '../../src/istio/manifest.ts';
import { Simulation } from '../../src/simulate/simulation.ts';
import type { Row } from './row.ts';

const folder = join(import.meta.dirname, 'requests');
const rows = (
  await Promise.all(
    readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map(async (file): Promise<{ rows: readonly Row[] }> => import(join(folder, file))),
  )
).flatMap((file) => file.rows);

const junk: readonly unknown[] = [null, undefined, '', 'x/y/z', -1, true, [], [null, 7, 'x'], {}, { a: { b: [] } }];

/** Every value within an object replaced by each of a few others. */
function* spoiled(value: unknown, replace: (value: unknown) => unknown): Generator<unknown> {
  for (const other of junk) yield replace(other);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield* spoiled(inner, (other) =>
      replace(
        Array.isArray(value)
          ? value.map((item, at) => (String(at) === key ? other : item))
          : { ...value, [key]: other },
      ),
    );
  }
}

it('takes manifests of any shape', () => {
  let turn = 0;
  let judged = 0;
  for (const { world, request, name } of rows) {
    const [[cluster, manifests] = ['', []]] = world.manifests;
    for (const [at, manifest] of manifests.entries()) {
      for (const other of spoiled(manifest, (value) => value)) {
        turn += 1;
        if (turn % 211 !== 0) continue;
        const list = manifests.map((one, index) => (index === at ? (other as Manifest) : one));
        const simulation = new Simulation({ facts: world.facts, manifests: new Map([[cluster, list]]) });
        expect(
          () => simulation.run(request, { trace: turn % 2 === 0 }),
          `${name}: ${JSON.stringify(other)}`,
        ).not.toThrow();
        judged += 1;
      }
    }
  }
  expect(judged).toBeGreaterThan(200);
});
