import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepBundle } from '../../src/cli/keep-bundle.ts';
import { temporaryFolder } from '../deliver/git-sandbox.ts';

const BLOB = 'a'.repeat(40);
const INDEX = JSON.stringify({ version: 2, meshes: [] });
const BUNDLE = { 'index.json': INDEX, 'diagnostics.json': '[]', [`blobs/${BLOB}`]: 'text' };

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(temporaryFolder(), 'folder');
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const filesOf = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

describe('a bundle is kept', () => {
  it.each([
    ['nothing', {}],
    ['a bundle', { ...BUNDLE, [`blobs/${'b'.repeat(40)}`]: 'old' }],
    ['a bundle of another release', { 'index.json': '{"version":1,"meshes":[]}' }],
  ])('where there is %s', (_, files) => {
    const folder = folderOf(files);
    keepBundle(folderOf(BUNDLE), folder);
    expect(filesOf(folder)).toEqual(['blobs', `blobs/${BLOB}`, 'diagnostics.json', 'index.json']);
    expect(readdirSync(dirname(folder))).toEqual(['folder']);
  });

  it('in folders that are not there yet', () => {
    const folder = join(temporaryFolder(), 'not', 'yet');
    keepBundle(folderOf(BUNDLE), folder);
    expect(readFileSync(join(folder, 'index.json'), 'utf8')).toBe(INDEX);
  });

  it.each([
    ['the index of something else', { 'index.json': '{"name":"site"}', 'a.html': '' }, /holds no bundle that could be/],
    ['an index that is no JSON', { 'index.json': 'not json' }, /holds no bundle that could be replaced/],
    ['an index that is null', { 'index.json': 'null' }, /holds no bundle that could be replaced/],
    ['no index', { 'notes.md': '' }, /holds no bundle that could be replaced/],
    [
      'a bundle and notes',
      { ...BUNDLE, 'notes.md': 'mine', '.git/HEAD': '' },
      /more than a bundle \(\.git, notes\.md\)/,
    ],
    ['a bundle and notes among its texts', { ...BUNDLE, 'blobs/notes': '' }, /more than a bundle \(blobs\/notes\)/],
  ])('not where there is %s', (_, files, message) => {
    const folder = folderOf(files);
    const before = filesOf(folder);
    expect(() => keepBundle(folderOf(BUNDLE), folder)).toThrow(message);
    expect(filesOf(folder)).toEqual(before);
  });

  it('not where there is a file, or a link', () => {
    const file = join(folderOf({ file: 'mine' }), 'file');
    expect(() => keepBundle(folderOf(BUNDLE), file)).toThrow('is there already, and is no folder');
    const link = join(temporaryFolder(), 'link');
    symlinkSync(folderOf(BUNDLE), link);
    expect(() => keepBundle(folderOf(BUNDLE), link)).toThrow('is there already, and is no folder');
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});
