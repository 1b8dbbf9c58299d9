/**
 * The house is easy to extend: three stored patches add a setting, a check and a gate. What each touches is asserted; then
 * all three are applied to a copy and the tables of their shelves must pass there, so that nothing else was needed.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** Added lines by file. An index gets one line; the rest of `src/` gets one new file. */
const TOUCHED: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'add-a-policy': { 'src/policies/index.ts': 1, 'src/policies/warmup-duration.ts': NaN, 'test/policies/refused.ts': 1 },
  'add-a-check': {
    'docs/diagnostics/README.md': 1,
    'docs/diagnostics/service-runs-nowhere.md': NaN,
    'src/checks/declared/index.ts': 1,
    'src/checks/declared/service-runs-nowhere.ts': NaN,
    'test/checks/cases/service-runs-nowhere.ts': NaN,
  },
  'add-a-gate': { 'src/gates/index.ts': 1, 'src/gates/weekdays.ts': NaN, 'test/gates/gates.test.ts': 4 },
};

const copy = mkdtempSync(join(tmpdir(), 'meshwright-patches-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('a stored patch', () => {
  it('is there for each of the three shelves', () => {
    const stored = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.patch'));
    expect(stored.sort()).toEqual(
      Object.keys(TOUCHED)
        .sort()
        .map((name) => `${name}.patch`),
    );
  });

  it.each(Object.entries(TOUCHED))(
    '%s touches one new file under src/, one line of its index, and tables',
    (name, files) => {
      const counts = git(ROOT, 'apply', '--numstat', patchFile(name))
        .trim()
        .split('\n')
        .map((line) => line.split('\t'));
      expect(counts.map(([, , path]) => path).sort()).toEqual(Object.keys(files).sort());
      for (const [added, removed, path = ''] of counts) {
        expect(removed).toBe('0');
        if (!Number.isNaN(files[path])) expect(Number(added)).toBe(files[path]);
      }
      const inSrc = counts.filter(([, , path]) => path?.startsWith('src/') && !path.endsWith('/index.ts'));
      expect(inSrc).toHaveLength(1);
    },
  );

  it('is all that it takes: with the three of them the tables pass', { timeout: 120_000 }, () => {
    copyProject();
    for (const name of Object.keys(TOUCHED)) git(copy, 'apply', patchFile(name));
    const tests = ['test/policies', 'test/checks/checks.test.ts', 'test/gates'];
    // Modules are not kept: the copy has another name each time.
    const args = ['run', '--experimental.fsModuleCache=false', ...tests];
    const run = () =>
      execFileSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), ...args], {
        cwd: copy,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1', MESHWRIGHT_LONG: undefined },
      });
    expect(run()).toMatch(/Test Files\s+(\d+) passed \(\1\)/);
  });
});

function patchFile(name: string): string {
  return join(import.meta.dirname, `${name}.patch`);
}

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' });
}

/** What git knows of, as it is in the work tree. */
function copyProject(): void {
  for (const path of git(ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0')) {
    if (!/^(src|test|docs|meshes|bin)\/|^[^/]+\.(json|ts|yaml|md)$/.test(path)) continue;
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(ROOT, path), join(copy, path));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
}
