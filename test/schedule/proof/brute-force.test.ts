import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/compile.ts';
import { type ChangedObject, changesThrough, Prover } from '../../../src/schedule/proof/index.ts';
import { stagesOf } from '../../../src/schedule/stages.ts';
import { mutated } from '../../support/mutations.ts';
import { bruteForce, type ProvableMesh, provable } from '../../support/proof.ts';
import { contradictions, replay, settled } from '../../support/proof-replay.ts';
import { buildMesh, type MeshDescription, meshDescriptions } from '../../support/random-mesh.ts';

const DEEP = process.env.MESHWRIGHT_DEEP !== undefined;
const CASES = DEEP ? 800 : 12;
/** Milliseconds: all mixtures take their time. */
const PATIENCE = DEEP ? 1_800_000 : 120_000;
/** All mixtures of more are too many to go through. */
const MOST_CHANGES = 4;

const small = meshDescriptions.filter(({ services, clusters }) => services.length <= 3 && clusters.length <= 3);

describe('a proof by parts', () => {
  it(
    'finds unsafe what going through all mixtures of all objects finds unsafe, and nothing else',
    () => {
      const seen = { safe: 0, unsafe: 0 };
      fc.assert(
        fc.property(small, fc.gen(), (description, g) => {
          const mesh = compiled(description);
          const changes = someChanges(mesh, (below) => g(fc.nat, { max: below - 1 }));
          fc.pre(changes.length > 0 && changes.length <= MOST_CHANGES);
          const applied = settled(mesh.applied, changes, 0);
          const { verdict, counterExamples } = new Prover({ facts: mesh.facts, applied }).prove(changes);
          const found = bruteForce(mesh.facts, applied, changes);
          expect(verdict, found.slice(0, 3).join('\n')).toBe(found.length > 0 ? 'unsafe' : 'safe');
          for (const one of counterExamples) {
            expect(contradictions(one, replay(mesh.facts, applied, changes, one)), one.happens).toEqual([]);
          }
          seen[verdict as 'safe' | 'unsafe']++;
        }),
        { numRuns: CASES, seed: 7, endOnFailure: true },
      );
      expect(seen.safe).toBeGreaterThan(CASES / 10);
      expect(seen.unsafe).toBeGreaterThan(CASES / 10);
    },
    PATIENCE,
  );

  it(
    'is the same whatever was proved before',
    () => {
      fc.assert(
        fc.property(small, fc.gen(), (description, g) => {
          const mesh = compiled(description);
          const prover = new Prover({ facts: mesh.facts, applied: mesh.applied });
          let applied = mesh.applied;
          for (let round = 0; round < 4; round++) {
            const changes = mutated(applied, (below) => g(fc.nat, { max: below - 1 }), 1 + (round % 3));
            const [used, fresh] = [prover, new Prover({ facts: mesh.facts, applied })].map((one) => one.prove(changes));
            expect(used?.verdict).toBe(fresh?.verdict);
            expect(used?.counterExamples).toEqual(fresh?.counterExamples);
            expect(used?.failing).toEqual(fresh?.failing);
            if (!g(fc.boolean)) continue;
            prover.advance(changes);
            applied = settled(applied, changes, 1);
          }
        }),
        { numRuns: CASES / 2, seed: 11, endOnFailure: true },
      );
    },
    PATIENCE,
  );
});

function compiled(description: MeshDescription): ProvableMesh {
  const [mesh] = provable(compile(buildMesh(description).app, { root: process.cwd(), checks: false }));
  if (!mesh) throw new Error('The description does not compile.');
  return mesh;
}

type Next = (below: number) => number;

/** Objects changed at random, or a canary that jumps from any stage to any other. */
function someChanges(mesh: ProvableMesh, next: Next): readonly ChangedObject[] {
  const { bundle, manifestOf, applied } = mesh;
  const canary = bundle.canaries[next(Math.max(1, bundle.canaries.length))];
  if (!canary || next(3) > 0) return mutated(applied, next, 1 + next(MOST_CHANGES));
  const keys = ['start', ...stagesOf(canary).map(({ key }) => key), 'rolled-back'];
  const [from, to] = [keys[next(keys.length)] ?? 'start', keys[next(keys.length)] ?? 'start'];
  return changesThrough(bundle, manifestOf, [{ [canary.id]: from }, { [canary.id]: to }]);
}
