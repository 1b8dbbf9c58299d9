/** Every mesh that is an example or a golden case. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MeshApp } from 'meshwright';
import { compile } from '../../src/compile.ts';
import type { MeshSnapshot } from '../../src/model/snapshot-types.ts';

/** Files that may export an `app`: sources beside golden output, and what meshes/main.ts compiles. */
export function meshFiles(root: string): string[] {
  const isSource = (path: string) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.endsWith('main.ts');
  return ['test/golden', 'meshes']
    .flatMap((folder) => {
      const paths = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
      return paths.filter(isSource).map((path) => join(root, folder, path));
    })
    .sort();
}

export async function goldenMeshes(root: string): Promise<MeshSnapshot[]> {
  const found: MeshSnapshot[] = [];
  for (const path of meshFiles(root)) {
    const { app } = (await import(pathToFileURL(path).href)) as { readonly app?: MeshApp };
    if (app) found.push(...compile(app, { root, checks: false }).meshes.map(({ snapshot }) => snapshot));
  }
  return found;
}
