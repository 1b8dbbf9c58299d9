import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../diagnostics/errors.ts';

/**
 * Keeps a bundle in a folder of the operator's, for a later run elsewhere: the job that compiles has no token, the job
 * that has one runs no code of the mesh. Written beside it first; an older bundle there is replaced whole.
 */
export function keepBundle(from: string, folder: string): void {
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0 && !existsSync(join(target, 'index.json')))
    throw new UsageError(
      `${folder} is not empty, and holds no bundle that could be replaced.`,
      'Name a folder that is not there yet. Nothing was changed.',
    );
  const beside = `${target}.partial-${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  cpSync(from, beside, { recursive: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(beside, target);
}
