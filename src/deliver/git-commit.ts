/**
 * Writing: a commit is made in the object store alone, through an index in a temporary file. No file is checked out, so
 * no link, filter or hook of the target repository can make us write or run anything.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeliveryError } from '../diagnostics/errors.ts';
import { checkId, checkPath } from './git-names.ts';
import type { RunGit } from './git-process.ts';
import type { TreeEntry } from './git-tree.ts';
import { listTree } from './git-tree.ts';

export interface CommitRequest {
  /** Undefined makes a root commit: the first one of an empty repository. */
  readonly parent: string | undefined;
  /** Path to its new text; null removes the file. */
  readonly changes: ReadonlyMap<string, string | null>;
  readonly message: string;
  /** Written as author and committer date, so that the same request always gives the same commit id. */
  readonly date: Date;
}

export async function writeCommit(run: RunGit, request: CommitRequest): Promise<string> {
  const { parent, changes, message, date } = request;
  const tree = parent === undefined ? new Map<string, TreeEntry>() : await listTree(run, parent);
  checkChanges(tree, changes);
  const written = [...changes].flatMap(([path, text]) => (text === null ? [] : [{ path, text }]));
  const blobs = await writeBlobs(
    run,
    written.map(({ text }) => text),
  );
  const removals = [...changes.keys()].filter((path) => changes.get(path) === null);
  const lines = [
    ...removals.map((path) => `0 ${'0'.repeat(40)}\t${path}\0`),
    ...written.map(({ path }, index) => `100644 ${blobs[index]}\t${path}\0`),
  ];
  const newTree = await writeTree(run, parent, lines.join(''));
  return commitTree(run, { tree: newTree, parents: parent === undefined ? [] : [parent], message, date });
}

export interface ImportRequest extends Omit<CommitRequest, 'parent' | 'changes'> {
  readonly parents: readonly string[];
  /** Text by path; everything else stays as the first parent has it. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * One process for files, folders and commit, where nobody else's paths can be in the way. No reference is written: the
 * branch that fast-import asks for stands for nothing any more when it ends.
 */
export async function importCommit(run: RunGit, request: ImportRequest): Promise<string> {
  const { parents, files, message, date } = request;
  for (const id of parents) checkId(id);
  const by = `Meshwright <meshwright@localhost> ${Math.floor(date.getTime() / 1000)} +0000`;
  const parts = [
    `commit ${IMPORTED}\nmark :1\nauthor ${by}\ncommitter ${by}\n`,
    ...data(message),
    ...parents.map((id, index) => `${index === 0 ? 'from' : 'merge'} ${id}\n`),
    ...[...files].flatMap(([path, text]) => [`M 100644 inline ${path}\n`, ...data(text)]),
    `\nget-mark :1\nreset ${IMPORTED}\n\ndone\n`,
  ];
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { stdout } = await run(['fast-import', '--quiet', '--done'], { input });
  const id = stdout.toString().trim();
  checkId(id);
  return id;
}

const IMPORTED = 'refs/meshwright-import';

function data(text: string): readonly (string | Buffer)[] {
  const bytes = Buffer.from(text);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

export interface CommitTreeRequest {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly date: Date;
}

export async function commitTree(run: RunGit, request: CommitTreeRequest): Promise<string> {
  const parents = request.parents.flatMap((parent) => ['-p', parent]);
  const when = `@${Math.floor(request.date.getTime() / 1000)} +0000`;
  const { stdout } = await run(['commit-tree', request.tree, ...parents, '-F', '-'], {
    input: request.message,
    environment: {
      GIT_AUTHOR_NAME: 'Meshwright',
      GIT_AUTHOR_EMAIL: 'meshwright@localhost',
      GIT_AUTHOR_DATE: when,
      GIT_COMMITTER_NAME: 'Meshwright',
      GIT_COMMITTER_EMAIL: 'meshwright@localhost',
      GIT_COMMITTER_DATE: when,
    },
  });
  return stdout.toString().trim();
}

/** One `fast-import` for all blobs: `hash-object` would take a process for each. Answers with the ids, in order. */
export async function writeBlobs(run: RunGit, texts: readonly string[]): Promise<readonly string[]> {
  if (texts.length === 0) return [];
  const parts = texts.flatMap((text, index) => {
    const bytes = Buffer.from(text);
    return [
      Buffer.from(`blob\nmark :${index + 1}\ndata ${bytes.length}\n`),
      bytes,
      Buffer.from(`\nget-mark :${index + 1}\n`),
    ];
  });
  const input = Buffer.concat([...parts, Buffer.from('done\n')]);
  const { stdout } = await run(['fast-import', '--quiet', '--done'], { input });
  const ids = stdout.toString().trim().split('\n');
  for (const id of ids) checkId(id);
  return ids;
}

async function writeTree(run: RunGit, parent: string | undefined, indexInfo: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'meshwright-index-'));
  try {
    const environment = { GIT_INDEX_FILE: join(folder, 'index') };
    if (parent !== undefined) await run(['read-tree', parent], { environment });
    await run(['update-index', '-z', '--index-info'], { environment, input: indexInfo });
    const { stdout } = await run(['write-tree'], { environment });
    return stdout.toString().trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `update-index --index-info` replaces whatever is in its way, so what must not be replaced is refused here. */
function checkChanges(tree: ReadonlyMap<string, TreeEntry>, changes: ReadonlyMap<string, string | null>): void {
  const files = new Set(tree.keys());
  for (const [path, text] of changes) {
    checkPath(path);
    for (const place of [path, ...foldersOf(path)]) {
      const mode = tree.get(place)?.mode;
      if (mode === '120000' || mode === '160000') throw inTheWay(path, place, mode);
    }
    if (text === null) files.delete(path);
    else files.add(path);
  }
  const folders = new Set([...files].flatMap(foldersOf));
  for (const [path, text] of changes) {
    if (text === null) continue;
    const place = folders.has(path) ? path : foldersOf(path).find((folder) => files.has(folder));
    if (place !== undefined) throw inTheWay(path, place, 'both');
  }
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

const obstacles: Readonly<Record<string, string>> = {
  '120000': 'is a symbolic link',
  '160000': 'is a submodule',
  both: 'would be a file and a folder at once',
};

function inTheWay(path: string, place: string, what: string): DeliveryError {
  return new DeliveryError(
    `${JSON.stringify(path)} cannot be changed: ${JSON.stringify(place)} ${obstacles[what]} in the applied tree.`,
    'Remove it from the applied tree by hand, in a commit of your own, and run the command again. Nothing was written.',
  );
}
