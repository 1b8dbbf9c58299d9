/** What a stranger's machine must not find in the repository: where it was made, and where its packages came from. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(ROOT, path)));

it('the lock file names no place that packages came from, and holds every optional package', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Package>;
  };
  const packages = Object.entries(lock.packages);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  const wanted = packages.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
  const present = new Set(packages.map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 13)));
  expect(wanted.filter((name) => !present.has(name))).toEqual([]);
});

it('no file names a folder of a machine', () => {
  const wrong = tracked.filter((path) =>
    /(^|[\s'"`(=:])\/(home|root|Users|work)\/[a-z]/m.test(readFileSync(join(ROOT, path), 'utf8')),
  );
  expect(wrong).toEqual([]);
});

interface Package {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}
