import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshApp } from 'meshwright';
import { compile } from '../../src/compile.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';

/** What a mesh that `build` makes through the public interface is told about it; writes nothing. */
export function diagnose(build: (app: MeshApp) => void): readonly Diagnostic[] {
  const app = new MeshApp({ outdir: join(tmpdir(), 'meshwright-never-written') });
  build(app);
  return compile(app, { root: process.cwd() }).diagnostics;
}
