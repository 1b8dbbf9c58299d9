import { expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { app as sample } from './correct/design-sample.ts';
import { app as unversioned } from './correct/unversioned-service.ts';
import { app as widened } from './correct/widened-versions.ts';

const root = import.meta.dirname;

it('the sample of DESIGN.md compiles without a diagnostic', () => {
  const { meshes, diagnostics } = compile(sample, { root });
  expect(diagnostics).toEqual([]);
  expect(meshes.map(({ snapshot }) => snapshot.name)).toEqual(['shop']);
});

it('a service without versions gets no subsets', () => {
  const { meshes, diagnostics } = compile(unversioned, { root });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(meshes.flatMap(({ files }) => files).filter(({ text }) => text.includes('subset'))).toEqual([]);
});

it('where versions are only strings, an undeclared one is a diagnostic at its line', () => {
  const { diagnostics } = compile(widened, { root });
  expect(diagnostics.map(({ code, at }) => [code, at?.file, at?.line])).toEqual([
    ['undeclared-name', 'correct/widened-versions.ts', 18],
  ]);
});
