import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');

/**
 * Meshwright as one file, for the programs of authors that tests start: several hundred sources, each through tsx, take
 * longer to load than such a program runs. Made anew for each run of the tests: test/support/temporary-root.ts.
 */
export const builtPackage = (): string => join(tmpdir(), 'built-meshwright');

export async function buildPackage(): Promise<void> {
  const folder = builtPackage();
  rmSync(folder, { recursive: true, force: true });
  await build({
    entryPoints: { index: join(ROOT, 'src/index.ts'), testing: join(ROOT, 'src/testing.ts') },
    outdir: join(folder, 'lib/all'),
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', packages: 'external', logLevel: 'warning' },
  });
  const exports = { '.': './lib/all/index.js', './testing': './lib/all/testing.js' };
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'meshwright', type: 'module', exports }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}
