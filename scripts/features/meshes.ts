/** Every mesh that is an example or a golden case. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MeshApp } from 'meshwright';
import { compile } from '../../src/compile.ts';
import type { MeshSnapshot } from '../../src/model/snapshot-types.ts';

/** Files that export an `app`: `mesh.ts` in a folder of golden output, and what meshes/main.ts compiles. */
export function meshFiles(root: string): string[] {
  const golden = join(root, 'test/golden');
  const folders = readdirSync(golden).map((name) => join(golden, name, 'mesh.ts'));
  const examples = readdirSync(join(root, 'meshes'))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'main.ts')
    .map((name) => join(root, 'meshes', name));
  return [...folders.filter((path) => existsSync(path)), ...examples].sort();
}

export async function goldenMeshes(root: string): Promise<MeshSnapshot[]> {
  const found: MeshSnapshot[] = [];
  for (const path of meshFiles(root)) {
    const { app } = (await import(pathToFileURL(path).href)) as { readonly app?: MeshApp };
    if (app) found.push(...compile(app, { root, checks: false }).meshes.map(({ snapshot }) => snapshot));
  }
  return found;
}
