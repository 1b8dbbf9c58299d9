import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { provable } from '../../support/proof.ts';
import { judgeRollout, type Seen } from '../../support/proof-rollout.ts';
import { grouped } from '../../support/random/control-planes.ts';
import { buildMesh, meshDescriptions } from '../../support/random-mesh.ts';

const DEEP = process.env.MESHWRIGHT_DEEP !== undefined;

it('proves rollouts through clusters that share an istiod', () => {
  const seen: Seen = { transitions: 0, safe: 0, wrong: [], uncounted: [] };
  for (const description of fc.sample(meshDescriptions, { numRuns: DEEP ? 300 : 24, seed: 23 })) {
    const compiled = compile(buildMesh(grouped(description, true)).app, { root: process.cwd(), checks: true });
    for (const mesh of provable(compiled)) for (const canary of mesh.bundle.canaries) judgeRollout(mesh, canary, seen);
  }
  expect(seen.transitions).toBeGreaterThan(10);
  expect(seen.wrong).toEqual([]);
  expect(seen.uncounted).toEqual([]);
  expect(seen.safe / seen.transitions).toBeGreaterThan(0.95);
});
