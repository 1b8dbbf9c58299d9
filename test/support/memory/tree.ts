/** Git trees in memory: persistent folders that share whatever did not change, with the ids that git would give them. */
import { createHash } from 'node:crypto';
import type { TreeEntry } from '../../../src/deliver/git.ts';

/** A folder is never changed once it is made; an edit makes new ones along its path only. */
export class Folder {
  readonly entries: ReadonlyMap<string, Folder | TreeEntry>;
  #id: string | undefined;
  #files: ReadonlyMap<string, TreeEntry> | undefined;

  constructor(entries: ReadonlyMap<string, Folder | TreeEntry>) {
    this.entries = entries;
  }

  /** The object id of git for this tree. */
  get id(): string {
    this.#id ??= objectId('tree', treeBytes(this));
    return this.#id;
  }

  /** Every file at any depth, in the order of `git ls-tree -r`. */
  get files(): ReadonlyMap<string, TreeEntry> {
    if (!this.#files) {
      const files = new Map<string, TreeEntry>();
      collect(this, '', files);
      this.#files = files;
    }
    return this.#files;
  }

  /** The file at a path; undefined when there is none, or a folder. */
  at(path: string): TreeEntry | undefined {
    const found = this.node(path);
    return found instanceof Folder ? undefined : found;
  }

  /** File or folder at a path; `.` is the folder itself. */
  node(path: string): Folder | TreeEntry | undefined {
    if (path === '.') return this;
    let here: Folder | TreeEntry | undefined = this;
    for (const part of path.split('/')) here = here instanceof Folder ? here.entries.get(part) : undefined;
    return here;
  }
}

export const EMPTY = new Folder(new Map());

export function objectId(kind: 'tree' | 'commit', bytes: Buffer): string {
  return createHash('sha1').update(`${kind} ${bytes.length}\0`).update(bytes).digest('hex');
}

function treeBytes(folder: Folder): Buffer {
  const parts = sorted(folder).flatMap(([name, entry]) =>
    entry instanceof Folder
      ? [Buffer.from(`40000 ${name}\0`), Buffer.from(entry.id, 'hex')]
      : [Buffer.from(`${entry.mode} ${name}\0`), Buffer.from(entry.blob, 'hex')],
  );
  return Buffer.concat(parts);
}

/** git compares bytes, and the name of a folder as if it ended with a slash. */
function sorted(folder: Folder): [string, Folder | TreeEntry][] {
  const keyed = [...folder.entries].map((pair) => ({
    pair,
    key: Buffer.from(pair[1] instanceof Folder ? `${pair[0]}/` : pair[0]),
  }));
  return keyed.sort((a, b) => Buffer.compare(a.key, b.key)).map(({ pair }) => pair);
}

function collect(folder: Folder, prefix: string, files: Map<string, TreeEntry>): void {
  for (const [name, entry] of sorted(folder)) {
    if (entry instanceof Folder) collect(entry, `${prefix}${name}/`, files);
    else files.set(prefix + name, entry);
  }
}

/** Files by path: the new entry, or null to remove one. */
export type Edits = ReadonlyMap<string, TreeEntry | null>;

/** Like `git update-index`: a file takes the place of whatever stands in its way, and empty folders vanish. */
export function edited(root: Folder, edits: Edits): Folder {
  return (
    editedFolder(
      root,
      [...edits].map(([path, entry]) => [path.split('/'), entry]),
    ) ?? EMPTY
  );
}

type Edit = readonly [path: readonly string[], entry: TreeEntry | null];

function editedFolder(folder: Folder | undefined, edits: readonly Edit[]): Folder | undefined {
  const byName = new Map<string, Edit[]>();
  for (const [[name, ...rest], entry] of edits) {
    const those = byName.get(name!) ?? [];
    those.push([rest, entry]);
    byName.set(name!, those);
  }
  const entries = new Map(folder?.entries);
  for (const [name, those] of byName) {
    const next = editedNode(entries.get(name), those);
    if (next) entries.set(name, next);
    else entries.delete(name);
  }
  return entries.size === 0 ? undefined : new Folder(entries);
}

function editedNode(present: Folder | TreeEntry | undefined, edits: readonly Edit[]): Folder | TreeEntry | undefined {
  const below = edits.filter(([path]) => path.length > 0);
  const own = edits.find(([path]) => path.length === 0)?.[1];
  const inside = present instanceof Folder ? present : undefined;
  const folder = below.length > 0 ? editedFolder(inside, below) : inside;
  if (own) return own;
  return folder ?? (own === null || present instanceof Folder ? undefined : present);
}

/** What differs between two trees: both sides by path. Folders that are shared are not entered. */
export function difference(
  before: Folder,
  after: Folder,
): ReadonlyMap<string, readonly [TreeEntry | undefined, TreeEntry | undefined]> {
  const found = new Map<string, readonly [TreeEntry | undefined, TreeEntry | undefined]>();
  compare(before, after, '', found);
  return found;
}

function compare(
  before: Folder | undefined,
  after: Folder | undefined,
  prefix: string,
  found: Map<string, readonly [TreeEntry | undefined, TreeEntry | undefined]>,
): void {
  if (before === after) return;
  for (const name of new Set([...(before?.entries.keys() ?? []), ...(after?.entries.keys() ?? [])])) {
    const [old, now] = [before?.entries.get(name), after?.entries.get(name)];
    if (old === now) continue;
    const path = prefix + name;
    const [oldFile, nowFile] = [fileOf(old), fileOf(now)];
    if (oldFile?.blob !== nowFile?.blob || oldFile?.mode !== nowFile?.mode) found.set(path, [oldFile, nowFile]);
    compare(folderOf(old), folderOf(now), `${path}/`, found);
  }
}

const fileOf = (node: Folder | TreeEntry | undefined) => (node instanceof Folder ? undefined : node);
const folderOf = (node: Folder | TreeEntry | undefined) => (node instanceof Folder ? node : undefined);
