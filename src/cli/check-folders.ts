import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts';
import { UsageError } from '../diagnostics/errors.ts';
import { type SourceFile, sortManifestFiles } from '../read/manifest-files.ts';

/** A cluster and a folder, or a file, of its manifests. */
export interface ClusterFolder {
  readonly cluster: string;
  readonly path: string;
}

export interface FolderContents {
  readonly files: readonly SourceFile[];
  readonly notes: readonly string[];
  readonly problems: readonly Diagnostic[];
}

/** `east=manifests/east` as two parts. */
export function parseClusterFolder(text: string, flag = '--manifests'): ClusterFolder {
  const [, cluster, path] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (cluster === undefined || path === undefined)
    throw new UsageError(
      `${flag} ${text} does not say which cluster it is about.`,
      `Write the name of the cluster first: ${flag} east=manifests/east west=manifests/west`,
    );
  return { cluster, path };
}

/** The manifests of a folder and of those below it, or of one file. Paths are as they would be typed here. */
export function readClusterFolder({ cluster, path }: ClusterFolder): FolderContents {
  if (!existsSync(path))
    throw new UsageError(
      `There is no ${path}, which is to hold the manifests of ${cluster}.`,
      'Name a folder with YAML files, or one such file.',
    );
  const walk: Walk = { root: realpathSync(path), seen: new Set(), files: [], notes: [], problems: [] };
  if (statSync(path).isDirectory()) walkFolder(path, walk);
  else readInto(path, walk);
  const { manifests, notes } = sortManifestFiles(walk.files);
  return { files: manifests, notes: [...walk.notes, ...notes], problems: walk.problems };
}

interface Walk {
  /** Nothing outside it is read, wherever a link leads. */
  readonly root: string;
  /** Real folders, so that links in a ring come to an end. */
  readonly seen: Set<string>;
  readonly files: SourceFile[];
  readonly notes: string[];
  readonly problems: Diagnostic[];
}

function walkFolder(folder: string, walk: Walk): void {
  const real = realpathSync(folder);
  if (walk.seen.has(real)) return;
  walk.seen.add(real);
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink() && !isInside(path, walk)) continue;
    const kind = entry.isSymbolicLink() ? statSync(path) : entry;
    if (kind.isDirectory()) walkFolder(path, walk);
    else if (kind.isFile() && /\.(ya?ml|json)$|^Kustomization$/i.test(entry.name)) readInto(path, walk);
  }
}

function isInside(link: string, walk: Walk): boolean {
  if (!existsSync(link)) {
    walk.notes.push(`${link} leads nowhere.`);
    return false;
  }
  const way = relative(walk.root, realpathSync(link));
  if (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)) return true;
  walk.notes.push(`${link} leads out of the folder and was not followed.`);
  return false;
}

function readInto(path: string, walk: Walk): void {
  const shown = shownPath(path);
  const text = decode(readFileSync(path));
  if (text !== undefined) {
    walk.files.push({ path: shown, text });
    return;
  }
  walk.problems.push(
    diagnostic({
      code: 'unreadable-manifest',
      at: { locate: () => ({ file: shown, line: 1, column: 1 }) },
      message: `${shown} is not UTF-8.`,
      why: 'The API server takes nothing else, so what the file was to hold is missing from every verdict here.',
      hint: 'Save it as UTF-8, or leave it out of the folder if it is no manifest.',
    }),
  );
}

/** A file as places name it: from the current folder, with forward slashes. */
export function shownPath(path: string): string {
  return relative(process.cwd(), resolve(path)).split(sep).join('/');
}

export function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
