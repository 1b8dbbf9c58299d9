/** Reading: trees, blobs and history of what has been fetched. */
import { checkId } from './git-names.ts';
import type { RunGit } from './git-process.ts';
import { GitError } from './git-process.ts';

export interface TreeEntry {
  readonly mode: string;
  /** Object id: of a blob, or of a commit when the mode is that of a submodule. */
  readonly blob: string;
}

/** All files of a commit, at any depth, by path. NUL-separated, so that any name comes through unquoted. */
export async function listTree(run: RunGit, commit: string): Promise<ReadonlyMap<string, TreeEntry>> {
  checkId(commit);
  const { stdout } = await run(['ls-tree', '-r', '-z', '--full-tree', commit]);
  const entries = new Map<string, TreeEntry>();
  for (const line of stdout.toString().split('\0')) {
    const match = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line);
    if (match) entries.set(match[3]!, { mode: match[1]!, blob: match[2]! });
  }
  return entries;
}

/** Text of blobs by id, with one process however many there are. */
export async function readBlobs(run: RunGit, ids: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(ids)];
  for (const id of wanted) checkId(id);
  const texts = await readObjects(run, wanted);
  return new Map(wanted.map((id, index) => [id, texts[index]!]));
}

/** Contents of the named objects (`<id>` or `<commit>:<path>`), in that order. Fails when one does not exist. */
export async function readObjects(run: RunGit, names: readonly string[]): Promise<readonly string[]> {
  if (names.length === 0) return [];
  const args = ['cat-file', '--batch'];
  const { stdout } = await run(args, { input: names.map((name) => `${name}\n`).join('') });
  let at = 0;
  return names.map((name) => {
    const end = stdout.indexOf('\n', at);
    const header = stdout.toString('utf8', at, end);
    const size = /^[0-9a-f]+ \w+ (\d+)$/.exec(header)?.[1];
    if (end < 0 || size === undefined) {
      throw new GitError(args, { code: 128, stdout, stderr: `${name}: ${header || 'no answer'}` });
    }
    const start = end + 1;
    at = start + Number(size) + 1;
    return stdout.toString('utf8', start, at - 1);
  });
}

export async function treeOf(run: RunGit, commit: string): Promise<string> {
  checkId(commit);
  const { stdout } = await run(['rev-parse', '--verify', '--quiet', `${commit}^{tree}`]);
  return stdout.toString().trim();
}

/**
 * When the branch that `commit` heads got its present version of `path`. Only first parents count: a proposal's own
 * commit carries a pinned date, and what matters is when the merge brought it in.
 */
export async function changedAt(run: RunGit, commit: string, path: string, text?: string): Promise<Date | undefined> {
  checkId(commit);
  const lines = text === undefined ? [] : [`-G${text}`, '--diff-merges=first-parent'];
  const { stdout } = await run([
    'log',
    '-1',
    '--first-parent',
    ...lines,
    '--no-patch',
    '--format=%cI',
    commit,
    '--',
    path,
  ]);
  const date = stdout.toString().trim();
  return date === '' ? undefined : new Date(date);
}

/**
 * The history of first parents from `since` to `commit`, newest first and both included; undefined when `since` is not in
 * it, as after somebody forced the branch.
 */
export async function historySince(run: RunGit, commit: string, since: string): Promise<readonly string[] | undefined> {
  checkId(commit);
  checkId(since);
  const { stdout, code } = await run(['rev-list', '--first-parent', commit, `^${since}`], { accept: [0, 128] });
  if (code !== 0) return undefined;
  const newer = stdout.toString().split('\n').filter(Boolean);
  const oldest = newer.at(-1) ?? commit;
  if (newer.length === 0) return commit === since ? [commit] : undefined;
  const { stdout: parent } = await run(['rev-parse', '--verify', '--quiet', `${oldest}^1`], { accept: [0, 1, 128] });
  return parent.toString().trim() === since ? [...newer, since] : undefined;
}

/** Whether `commit` is `ancestor` or has it in its history; false for a commit that is not known here. */
export async function contains(run: RunGit, commit: string, ancestor: string): Promise<boolean> {
  checkId(commit);
  checkId(ancestor);
  const { code } = await run(['merge-base', '--is-ancestor', ancestor, commit], { accept: [0, 1, 128] });
  return code === 0;
}

/** The first parent of a commit; undefined where it has none, or is not there. */
export async function parentOf(run: RunGit, commit: string): Promise<string | undefined> {
  checkId(commit);
  const { stdout } = await run(['rev-parse', '--verify', '--quiet', `${commit}^1`], { accept: [0, 1, 128] });
  return stdout.toString().trim() || undefined;
}

/** Id of the tree of a folder at a commit; undefined where the folder, or the commit, is not there. */
export async function folderAt(run: RunGit, commit: string, path: string): Promise<string | undefined> {
  checkId(commit);
  const { stdout } = await run(['rev-parse', '--verify', '--quiet', `${commit}:${path}`], { accept: [0, 1, 128] });
  return stdout.toString().trim() || undefined;
}

/**
 * What a branch proposes: the files that differ between `head` and its fork from `base`, each with the blob it gets, or
 * undefined where it removes one. Without a common ancestor, everything in `head`.
 */
export async function proposedChanges(
  run: RunGit,
  base: string | undefined,
  head: string,
): Promise<ReadonlyMap<string, string | undefined>> {
  checkId(head);
  if (base !== undefined) checkId(base);
  const fork =
    base === undefined ? '' : (await run(['merge-base', base, head], { accept: [0, 1] })).stdout.toString().trim();
  if (fork === '') return new Map([...(await listTree(run, head))].map(([path, { blob }]) => [path, blob]));
  const { stdout } = await run(['diff-tree', '-r', '-z', '--no-renames', fork, head]);
  const fields = stdout.toString().split('\0');
  const changes = new Map<string, string | undefined>();
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const blob = fields[i]!.split(' ')[3]!;
    changes.set(fields[i + 1]!, /^0+$/.test(blob) ? undefined : blob);
  }
  return changes;
}
