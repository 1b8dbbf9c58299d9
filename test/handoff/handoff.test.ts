/** What applies the folders of three meshes, file by file, and that nothing is written for a mesh that asks for none. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MeshApp } from 'meshwright';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { bundleOf, compile } from '../../src/compile.ts';
import { shop } from '../checks/shop.ts';
import { app } from '../golden/handoff/mesh.ts';

const FOLDER = join(import.meta.dirname, '../golden/handoff');
const compiled = compile(app, { root: process.cwd() });
const namespaces = compiled.meshes.flatMap(({ files }) =>
  files.filter(({ manifest }) => manifest.kind === 'Namespace'),
);
const files = [...compiled.beside, ...namespaces.map(({ path, text }) => [path, text] as const)];

/** As stored: a real `.gitattributes` would be one of this repository. */
const stored = (path: string) => path.replace(/^\./, '');

describe('the golden meshes of the hand-off', () => {
  it('are right', () => {
    expect(compiled.diagnostics).toEqual([]);
  });

  it.each(files)('%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(FOLDER, stored(path)));
  });

  it('have no other files', () => {
    const all = readdirSync(FOLDER, { recursive: true, withFileTypes: true });
    const found = all.filter((entry) => entry.isFile() && entry.name !== 'mesh.ts');
    const paths = found.map(({ parentPath, name }) => join(parentPath, name).slice(FOLDER.length + 1));
    expect(paths.sort()).toEqual(files.map(([path]) => stored(path)).sort());
  });

  it('are texts of YAML with one object each', () => {
    for (const [path, text] of files) if (path.endsWith('.yaml')) expect(parse(text)).toHaveProperty('kind');
  });
});

it('a bundle names what lies beside the folders by its blobs', () => {
  const { beside = {} } = bundleOf(compiled);
  expect(Object.keys(beside).sort()).toEqual([...compiled.beside.keys()].sort());
});

it('a mesh without gitops has nothing beside its folders', () => {
  const plain = new MeshApp();
  shop(plain);
  const { beside } = compile(plain, { root: process.cwd(), checks: false });
  expect([...beside]).toEqual([]);
  expect(bundleOf(compile(plain, { root: process.cwd(), checks: false }))).not.toHaveProperty('beside');
});
