import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseClusterFolder, readClusterFolder } from '../../src/cli/check-folders.ts';

const object = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n';
const before = process.cwd();
let work = '';

beforeAll(() => {
  work = realpathSync(mkdtempSync(join(tmpdir(), 'meshwright-folders-')));
  mkdirSync(join(work, 'here/deep/er'), { recursive: true });
  mkdirSync(join(work, 'here/.git'), { recursive: true });
  mkdirSync(join(work, 'outside'));
  for (const path of ['here/b.yml', 'here/a.YAML', 'here/deep/er/c.json', 'here/.git/x.yaml', 'outside/o.yaml'])
    writeFileSync(
      join(work, path),
      path.endsWith('.json') ? '{"apiVersion":"v1","kind":"A","metadata":{"name":"a"}}' : object,
    );
  writeFileSync(join(work, 'here/notes.md'), 'apiVersion: v1\n');
  writeFileSync(join(work, 'here/bom.yaml'), `\uFEFF${object}`);
  writeFileSync(join(work, 'here/latin.yaml'), Buffer.from([0x61, 0xe9, 0x0a]));
  symlinkSync('..', join(work, 'here/deep/up'));
  symlinkSync('er', join(work, 'here/deep/again'));
  symlinkSync('../outside', join(work, 'here/out'));
  symlinkSync('../outside/o.yaml', join(work, 'here/o.yaml'));
  symlinkSync('nowhere', join(work, 'here/gone.yaml'));
  process.chdir(work);
});

afterAll(() => {
  process.chdir(before);
  rmSync(work, { recursive: true, force: true });
});

describe('a folder of manifests', () => {
  it('is read whatever its depth, never outside, each file once', () => {
    const { files, notes, problems } = readClusterFolder({ cluster: 'east', path: 'here' });
    expect(files.map(({ path }) => path)).toEqual([
      'here/a.YAML',
      'here/b.yml',
      'here/bom.yaml',
      'here/deep/again/c.json',
    ]);
    expect(files.find(({ path }) => path === 'here/bom.yaml')?.text).toBe(object);
    expect(notes).toEqual([
      'here/gone.yaml leads nowhere.',
      'here/o.yaml leads out of the folder and was not followed.',
      'here/out leads out of the folder and was not followed.',
    ]);
    expect(problems.map(({ code, at }) => [code, at?.file])).toEqual([['unreadable-manifest', 'here/latin.yaml']]);
  });

  it('may be one file, and a link when it is named itself', () => {
    const one = readClusterFolder({ cluster: 'east', path: join(work, 'here/b.yml') });
    expect(one.files.map(({ path }) => path)).toEqual(['here/b.yml']);
    expect(readClusterFolder({ cluster: 'east', path: 'here/out' }).files.map(({ path }) => path)).toEqual([
      'here/out/o.yaml',
    ]);
  });
});

describe('the word for a folder', () => {
  it.each([
    ['east=a', 'east', 'a'],
    ['east=a=b/c d', 'east', 'a=b/c d'],
  ])('%s', (text, cluster, path) => {
    expect(parseClusterFolder(text)).toEqual({ cluster, path });
  });

  it.each(['east', '=a', 'east=', ''])('is no %j', (text) => {
    expect(() => parseClusterFolder(text)).toThrow(/does not say which cluster/);
  });
});
