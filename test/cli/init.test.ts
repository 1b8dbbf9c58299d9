/** A new repository: what it holds, that it works, and that nothing of anybody's is overwritten. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { repositoryTemplate } from '../../src/cli/repository-template.ts';
import { compile } from '../../src/compile.ts';
import { hasErrors } from '../../src/diagnostics/diagnostic.ts';
import { app } from '../../templates/repository/meshes/shop.ts';
import { builtPackage } from '../support/built-package.ts';

const ROOT = join(import.meta.dirname, '../..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshwright-init-'));
  folders.push(folder);
  return folder;
}

async function init(...args: string[]): Promise<{ status: number; said: string }> {
  const { stdout, stderr } = process;
  const [out, err, before] = [stdout.write, stderr.write, process.exitCode];
  let said = '';
  const listen = (chunk: string | Uint8Array) => {
    said += String(chunk);
    return true;
  };
  stdout.write = listen;
  stderr.write = listen;
  try {
    await main(['init', ...args]);
    return { status: Number(process.exitCode ?? 0), said };
  } finally {
    stdout.write = out;
    stderr.write = err;
    process.exitCode = before;
  }
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();

describe('a new repository', () => {
  it('holds a mesh without a diagnostic', () => {
    const { diagnostics, meshes } = compile(app, { root: ROOT });
    expect(diagnostics).toEqual([]);
    expect(meshes).toHaveLength(1);
    expect(hasErrors(diagnostics)).toBe(false);
  });

  it('passes its own tests and writes what it compiles to', async () => {
    const folder = emptyFolder();
    expect(await init(folder)).toMatchObject({ status: 0 });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(builtPackage(), join(folder, 'node_modules/meshwright'));
    for (const name of ['tsx', 'cdk8s', 'constructs'])
      symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      scripts: { test: string };
    };
    // Types are checked with those of this repository: templates/ is one of its folders.
    const tests = scripts.test.replace('npm run types && ', '').replace('--test ', '--test --test-reporter tap ');
    expect(tests).toMatch(/^node .* --test-reporter tap meshes/);
    const told = execFileSync('sh', ['-c', tests], { cwd: folder, encoding: 'utf8' });
    expect(told).toContain('# fail 0');
    expect(told).not.toContain('# pass 0');
    execFileSync('node', ['--import', 'tsx', 'meshes/main.ts'], { cwd: folder });
    expect(filesIn(join(folder, 'dist')).length).toBeGreaterThan(8);
  });

  it('holds the workflow as it is shipped, and names packages as this one has them', () => {
    const files = repositoryTemplate('mesh');
    const workflow = readFileSync(join(ROOT, 'workflows/github/meshwright.yaml'), 'utf8');
    expect(files.get('.github/workflows/meshwright.yaml')).toBe(workflow);
    const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const { devDependencies } = JSON.parse(files.get('package.json') ?? '');
    expect(devDependencies).toMatchObject({ meshwright: `^${own.version}`, cdk8s: own.peerDependencies.cdk8s });
    for (const range of Object.values(devDependencies)) expect(range).toMatch(/^\^\d/);
    expect(own.files).toEqual(expect.arrayContaining(['templates', 'workflows']));
  });

  it('has names that npm does not take for its own', () => {
    expect([...repositoryTemplate('x').keys()]).toEqual(
      expect.arrayContaining(['.gitignore', '.gitattributes', 'cdk8s.yaml', 'meshes/shop.ts', 'tsconfig.json']),
    );
    expect(filesIn(join(ROOT, 'templates')).filter((path) => /(^|\/)\.|package\.json$/.test(path))).toEqual([]);
  });
});

describe('init', () => {
  it('makes the folder, and says what comes next', async () => {
    const folder = join(emptyFolder(), 'a', 'Our Mesh!');
    const { status, said } = await init(folder);
    expect(status).toBe(0);
    expect(said).toContain('npm install');
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).name).toBe('our-mesh');
    expect(filesIn(folder)).toEqual([...repositoryTemplate('x').keys()].sort());
  });

  it('prints JSON', async () => {
    const folder = emptyFolder();
    const { said } = await init(folder, '--json');
    expect(JSON.parse(said)).toMatchObject({ folder, files: [...repositoryTemplate('x').keys()] });
  });

  it('goes beside what is there', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'LICENSE'), 'mine');
    mkdirSync(join(folder, '.github/workflows'), { recursive: true });
    expect(await init(folder)).toMatchObject({ status: 0 });
    expect(readFileSync(join(folder, 'LICENSE'), 'utf8')).toBe('mine');
  });

  it.each([
    ['a file', (folder: string) => writeFileSync(join(folder, 'tsconfig.json'), 'mine'), 'tsconfig.json'],
    ['a hidden file', (folder: string) => writeFileSync(join(folder, '.gitignore'), 'mine'), '.gitignore'],
    ['a link to nowhere', (folder: string) => symlinkSync('nowhere', join(folder, 'README.md')), 'README.md'],
    ['a folder for a file', (folder: string) => mkdirSync(join(folder, 'package.json')), 'package.json'],
    ['a file for a folder', (folder: string) => writeFileSync(join(folder, 'meshes'), 'mine'), 'meshes'],
    [
      'another new repository',
      (folder: string) => cpSync(join(ROOT, 'templates/repository'), folder, { recursive: true }),
      'README.md',
    ],
  ])('writes nothing where %s stands', async (_, put, name) => {
    const folder = emptyFolder();
    put(folder);
    const before = filesIn(folder);
    const { status, said } = await init(folder);
    expect(status).toBe(1);
    expect(said).toContain(`${name} is there already`);
    expect(filesIn(folder)).toEqual(before);
  });

  it('says which folder it cannot make', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(await init(join(folder, 'file'))).toMatchObject({ status: 1 });
    expect(await init(join(folder, 'file/below'))).toMatchObject({
      status: 1,
      said: expect.stringContaining('Cannot write'),
    });
  });
});
