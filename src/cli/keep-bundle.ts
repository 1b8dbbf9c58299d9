import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../diagnostics/errors.ts';
import { MANIFEST_LINES } from '../emit/paths.ts';

/**
 * Keeps a bundle in a folder of the operator's, for a later run elsewhere: the job that compiles has no token, the job
 * that has one runs no code of the mesh. Written beside it first; an older bundle there is replaced whole, and nothing
 * else ever is.
 */
export function keepBundle(from: string, folder: string): void {
  const target = resolve(folder);
  const reason = whyNotReplaced(target);
  if (reason !== undefined)
    throw new UsageError(`${folder} ${reason}.`, 'Name a folder that is not there yet. Nothing was changed.');
  const beside = `${target}.partial-${process.pid}`;
  mkdirSync(dirname(target), { recursive: true });
  rmSync(beside, { recursive: true, force: true });
  cpSync(from, beside, { recursive: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(beside, target);
}

const ENTRIES: readonly string[] = ['index.json', 'diagnostics.json', MANIFEST_LINES, 'blobs'];

/** What is in the way; undefined where there is nothing, or only what a compile has written. */
function whyNotReplaced(target: string): string | undefined {
  if (!existsSync(target)) return undefined;
  if (!lstatSync(target).isDirectory()) return 'is there already, and is no folder';
  const found = readdirSync(target).sort();
  if (found.length === 0) return undefined;
  if (!isIndex(join(target, 'index.json'))) return 'is not empty, and holds no bundle that could be replaced';
  const blobs = join(target, 'blobs');
  const texts = found.includes('blobs') && lstatSync(blobs).isDirectory() ? readdirSync(blobs).sort() : [];
  const foreign = [
    ...found.filter((name) => !ENTRIES.includes(name)),
    ...texts.filter((name) => !/^[0-9a-f]{40}$/.test(name)).map((name) => `blobs/${name}`),
  ];
  return foreign.length > 0 ? `holds more than a bundle (${foreign.slice(0, 3).join(', ')})` : undefined;
}

/** Of whatever version: another release may have written it. */
function isIndex(file: string): boolean {
  try {
    const { version, meshes } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    return typeof version === 'number' && Array.isArray(meshes);
  } catch {
    return false;
  }
}
