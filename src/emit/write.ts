import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Manifest } from '../istio/manifest.ts';
import { isOwned, PLAIN_HEADER } from './file.ts';
import { MANIFEST_LINES } from './paths.ts';

/** What writing did, by path below the folder. */
export interface Written {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly removed: readonly string[];
  /** Files of other people that stood where Meshwright wanted to write; if there is one, nothing was changed. */
  readonly inTheWay: readonly string[];
}

/**
 * Makes a folder hold exactly the given files of ours. New texts are written to the side first and then moved, so a full
 * disk or a kill leaves every file whole; equal files are left alone, and so is whatever Meshwright did not write.
 */
export function writeTree(folder: string, files: ReadonlyMap<string, string>): Written {
  const present = new Map(walk(folder).map((path) => [path, path]));
  const inTheWay: string[] = [];
  const unchanged: string[] = [];
  const fresh: string[] = [];
  for (const [path, text] of files) {
    const obstacle = present.has(path) ? undefined : obstacleOf(folder, path);
    const old = present.has(path) ? readFileSync(join(folder, path), 'utf8') : undefined;
    if (obstacle !== undefined) inTheWay.push(obstacle);
    else if (old === text) unchanged.push(path);
    else if (old !== undefined && !isOurs(path, old)) inTheWay.push(path);
    else fresh.push(path);
  }
  if (inTheWay.length > 0) return { written: [], unchanged: [], removed: [], inTheWay: [...new Set(inTheWay)] };
  moveIn(folder, fresh, files);
  const removed = [...present.keys()].filter(
    (path) => !files.has(path) && isGenerated(path) && isOurs(path, readFileSync(join(folder, path), 'utf8')),
  );
  for (const path of removed) remove(folder, path);
  return { written: fresh, unchanged, removed, inTheWay };
}

/** What a bundle's folder holds. */
export interface BundleParts {
  readonly index: string;
  readonly diagnostics: string;
  /** Every text, by its blob id. */
  readonly texts: ReadonlyMap<string, string>;
  /** The object of each text. */
  readonly manifests: ReadonlyMap<string, Manifest>;
}

/** So many lines are joined for one write. */
const LINES_AT_ONCE = 1000;

/** The index comes last: without it, nobody takes the folder for a bundle. */
export function writeBundle(folder: string, { index, diagnostics, texts, manifests }: BundleParts): void {
  mkdirSync(join(folder, 'blobs'), { recursive: true });
  for (const [blob, text] of texts) writeFileSync(join(folder, 'blobs', blob), text);
  const lines = join(folder, MANIFEST_LINES);
  writeFileSync(lines, '');
  const all = [...manifests];
  for (let i = 0; i < all.length; i += LINES_AT_ONCE) {
    const some = all.slice(i, i + LINES_AT_ONCE).map(([blob, manifest]) => `${blob} ${JSON.stringify(manifest)}\n`);
    appendFileSync(lines, some.join(''));
  }
  writeFileSync(join(folder, 'diagnostics.json'), diagnostics);
  writeFileSync(join(folder, 'index.json'), index);
}

/** What is no regular file but stands at the path, or no folder but stands where one of its folders would be. */
function obstacleOf(folder: string, path: string): string | undefined {
  const parts = path.split('/');
  return parts
    .map((_, i) => parts.slice(0, i + 1).join('/'))
    .find((place) => {
      const stat = lstatSync(join(folder, place), { throwIfNoEntry: false });
      return stat !== undefined && (place === path || !stat.isDirectory());
    });
}

function moveIn(folder: string, paths: readonly string[], files: ReadonlyMap<string, string>): void {
  if (paths.length === 0) return;
  mkdirSync(folder, { recursive: true });
  const side = mkdtempSync(join(folder, '.meshwright-'));
  try {
    paths.forEach((path, i) => {
      writeFileSync(join(side, String(i)), files.get(path) ?? '');
    });
    paths.forEach((path, i) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      renameSync(join(side, String(i)), join(folder, path));
    });
  } finally {
    rmSync(side, { recursive: true, force: true });
  }
}

function remove(folder: string, path: string): void {
  rmSync(join(folder, path));
  for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) {
    if (readdirSync(join(folder, parent)).length > 0) return;
    rmdirSync(join(folder, parent));
  }
}

/** Only these places can hold files of ours that have become stale; the rest of the folder is not even looked at. */
function isGenerated(path: string): boolean {
  return /^([^/]+\/(clusters\/.+\.yaml|(argocd|(flux|helm)\/[^/]+)\/[^/]+\.yaml|plan\.json)|CODEOWNERS|\.gitattributes)$/.test(
    path,
  );
}

function isOurs(path: string, text: string): boolean {
  if (path.endsWith('.json')) return text.startsWith('{\n  "managedBy": "Meshwright"');
  return path.endsWith('.yaml') ? isOwned(text) : text.startsWith(PLAIN_HEADER);
}

/** Files below the folder, links neither followed nor listed. */
function walk(folder: string, below = folder): string[] {
  if (!existsSync(below)) return [];
  return readdirSync(below).flatMap((name) => {
    const path = join(below, name);
    const stat = lstatSync(path);
    if (stat.isDirectory()) return name.startsWith('.') ? [] : walk(folder, path);
    return stat.isFile() ? [relative(folder, path).split(sep).join('/')] : [];
  });
}
