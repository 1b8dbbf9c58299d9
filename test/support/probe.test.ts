import fc from 'fast-check';
import { it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { buildMesh, meshDescriptions } from './random-mesh.ts';
import { unresolved } from './resolve-output.ts';
import { allPositions, filesAt, meshTexts } from './stages.ts';

it('probe', () => {
  const codes = new Map<string, [number, string]>();
  const add = (code: string, m: string) => codes.set(code, [(codes.get(code)?.[0] ?? 0) + 1, m]);
  let t = 0;
  for (const d of fc.sample(meshDescriptions, { numRuns: 300, seed: 7 })) {
    const c = compile(buildMesh(d).app, { root: process.cwd() });
    for (const x of c.diagnostics) add(`${x.severity} ${x.code}`, x.message);
    const t0 = performance.now();
    for (const m of meshTexts(c))
      for (const p of allPositions(m.mesh))
        for (const u of unresolved(m.mesh.inventory, filesAt(m, p)))
          add(
            u
              .split(': ')
              .slice(1)
              .join(':')
              .replace(/\S*\d\S*/g, 'N')
              .slice(0, 60),
            JSON.stringify(p) + u,
          );
    t += performance.now() - t0;
  }
  console.log([...codes].map(([k, [n, m]]) => `${n} ${k}: ${m}`).join('\n'), t);
});
