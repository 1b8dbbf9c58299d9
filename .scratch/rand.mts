import fc from 'fast-check';
import { meshDescriptions, buildMesh } from '/work/main/test/support/random-mesh.ts';
import { compile } from '/work/main/src/compile.ts';
const counts = new Map<string, {n: number, ex: string}>();
let n = 0;
for (const d of fc.sample(meshDescriptions, { numRuns: 300, seed: 11 })) {
  const app = (buildMesh as any)(d).app;
  const c = compile(app as never, { root: process.cwd() });
  n++;
  for (const x of c.diagnostics) { const k = x.severity + ' ' + x.code; const e = counts.get(k) ?? { n: 0, ex: x.message }; e.n++; counts.set(k, e); }
}
console.log(n); for (const [k, v] of [...counts].sort((a,b)=>b[1].n-a[1].n)) console.log(v.n, k, '|', v.ex.slice(0, 260));
