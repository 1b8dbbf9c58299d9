import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.ts';
import { HEADER } from '../../src/emit/file.ts';
import { buildMesh, effort, meshDescriptions } from '../support/random-mesh.ts';
import { unresolved } from '../support/resolve-output.ts';
import { allPositions, filesAt, type MeshTexts, meshTexts } from '../support/stages.ts';

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'meshwright-output-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function unresolvedAnywhere(texts: MeshTexts): string[] {
  return allPositions(texts.mesh).flatMap((positions) =>
    unresolved(texts.mesh.inventory, filesAt(texts, positions)).map(
      (problem) => `at ${JSON.stringify(positions)}: ${problem}`,
    ),
  );
}

describe.each(readdirSync('meshes').filter((name) => readFileSync(join('meshes', name), 'utf8').includes('.synth()')))(
  'meshes/%s',
  (name) => {
    function run(env: NodeJS.ProcessEnv): void {
      execFileSync(process.execPath, ['--conditions=meshwright-source', '--import', 'tsx', join('meshes', name)], {
        cwd: root,
        env: { ...process.env, ...env },
      });
    }

    it('resolves in the files it writes, and at every stage of its rollouts', () => {
      run({ CDK8S_OUTDIR: join(folder, name) });
      run({ MESHWRIGHT_BUNDLE: join(folder, `${name}.bundle`) });
      const { meshes } = JSON.parse(readFileSync(join(folder, `${name}.bundle`, 'index.json'), 'utf8')) as {
        meshes: MeshTexts['mesh'][];
      };
      const blobs = join(folder, `${name}.bundle`, 'blobs');
      const texts = new Map(readdirSync(blobs).map((blob) => [blob, readFileSync(join(blobs, blob), 'utf8')]));
      expect(meshes.length).toBeGreaterThan(0);
      for (const mesh of meshes) {
        const written = filesBelow(join(folder, name), `${mesh.inventory.mesh}/clusters`);
        expect(written).toEqual(filesAt({ mesh, texts }, {}));
        expect(unresolved(mesh.inventory, written)).toEqual([]);
        expect(unresolvedAnywhere({ mesh, texts })).toEqual([]);
      }
    });
  },
);

it('random meshes resolve at every stage of their canaries', () => {
  fc.assert(
    fc.property(meshDescriptions, (description) => {
      const compiled = compile(buildMesh(description).app, { root });
      expect(compiled.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      for (const mesh of meshTexts(compiled)) expect(unresolvedAnywhere(mesh)).toEqual([]);
    }),
    effort(12),
  );
});

it('every file is one document under a path of its own, with the ownership comment', () => {
  fc.assert(
    fc.property(meshDescriptions, (description) => {
      const [mesh] = compile(buildMesh(description).app, { root }).meshes;
      const paths = mesh?.files.map(({ path }) => path) ?? [];
      expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
      for (const { text } of mesh?.files ?? []) expect(text.startsWith(HEADER) && text.endsWith('\n')).toBe(true);
    }),
    effort(12),
  );
});

function filesBelow(folder: string, below: string): Map<string, string> {
  const entries = readdirSync(join(folder, below), { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
