import fc from 'fast-check';
import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { buildMesh, meshDescriptions, runs } from './random-mesh.ts';

it('random meshes hold no mistake', () => {
  fc.assert(
    fc.property(meshDescriptions, (description) => {
      const { diagnostics } = compile(buildMesh(description).app, { root: process.cwd() });
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    }),
    { numRuns: runs(100) },
  );
});
