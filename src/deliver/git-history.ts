/** What has been merged since: the commits of the applied tree that moved a rollout, told from its state files. */
import { checkId } from './git-names.ts';
import type { RunGit } from './git-process.ts';
import { contains } from './git-tree.ts';

/** One state file that one commit of the base branch made or changed. */
export interface StateChange {
  /** Commit of the base branch that brought it. */
  readonly commit: string;
  /** When that commit was made. */
  readonly at: Date;
  readonly path: string;
  /** Blob it had before; undefined for a new file. */
  readonly before: string | undefined;
  readonly after: string;
}

const FOLDER = '.meshwright/rollouts/';

/** git knows the empty tree without having it. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * Changes of state files that `to` has and `from` has not, oldest first. Only first parents count: what a merge brought
 * in came with the merge. When `from` is not in the history of `to`, because somebody forced the branch, the steps
 * between the two cannot be told: then each file that differs comes once, as it is now.
 */
export async function transitionsSince(run: RunGit, from: string, to: string): Promise<readonly StateChange[]> {
  checkId(from);
  checkId(to);
  return (await contains(run, to, from)) ? changesIn(run, `${from}..${to}`) : newest(run, from, to);
}

const RAW = ['--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff'];

async function changesIn(run: RunGit, range: string): Promise<readonly StateChange[]> {
  const walk = ['log', '--first-parent', '--diff-merges=first-parent', '--reverse', '--format=%H %cI'];
  const { stdout } = await run([...walk, ...RAW, range, '--', FOLDER]);
  return parseLog(stdout.toString());
}

/** In the order of the branch too, so that whoever stops half way knows what is left. */
async function newest(run: RunGit, from: string, to: string): Promise<readonly StateChange[]> {
  const { code } = await run(['cat-file', '-e', `${from}^{tree}`], { accept: [0, 1, 128] });
  const { stdout } = await run(['diff-tree', '-r', ...RAW, code === 0 ? from : EMPTY_TREE, to, '--', FOLDER]);
  const differing = new Map([...parseChanges(stdout.toString().split('\0'))].map((change) => [change.path, change]));
  const history = await changesIn(run, to);
  const last = new Map(history.map((change, index) => [change.path, index]));
  return history.flatMap((change, index) => {
    const difference = last.get(change.path) === index ? differing.get(change.path) : undefined;
    return difference === undefined ? [] : [{ ...change, ...difference }];
  });
}

/** With `-z` a commit's line, its changes and their paths all end in NUL; a newline stands before the first change. */
function parseLog(output: string): readonly StateChange[] {
  const found: StateChange[] = [];
  for (const part of output.split(/(?:^|\0)(?=[0-9a-f]{40} \S+\0\n:)/)) {
    const [header = '', ...fields] = part.split('\0');
    const [commit, at] = header.split(' ');
    if (!commit || !at) continue;
    for (const change of parseChanges(fields)) found.push({ ...change, commit, at: new Date(at) });
  }
  return found;
}

/** Files alone: a removed one says nothing, and a link has no text of its own. */
function* parseChanges(fields: readonly string[]): Generator<Omit<StateChange, 'commit' | 'at'>> {
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const match = /^\n?:\d+ (\d+) ([0-9a-f]+) ([0-9a-f]+) \w+$/.exec(fields[i]!);
    if (!match?.[1]?.startsWith('100')) continue;
    const before = match[2]!;
    yield { path: fields[i + 1]!, before: /^0+$/.test(before) ? undefined : before, after: match[3]! };
  }
}
