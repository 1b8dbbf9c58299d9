/** Git as a forge runs it in its own bare repository: merges in every style, without a working tree. */
import { execFileSync } from 'node:child_process';
import type { MergeStyle } from './records.ts';

export class Plumbing {
  readonly dir: string;
  readonly #clock: () => Date;

  constructor(dir: string, clock: () => Date) {
    this.dir = dir;
    this.#clock = clock;
  }

  /** Rejects with what git printed. */
  run(args: readonly string[], input?: string): string {
    const date = `@${Math.floor(this.#clock().getTime() / 1000)} +0000`;
    const env = {
      PATH: process.env.PATH,
      HOME: this.dir,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_AUTHOR_NAME: 'Forge',
      GIT_AUTHOR_EMAIL: 'forge@example.org',
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_NAME: 'Forge',
      GIT_COMMITTER_EMAIL: 'forge@example.org',
      GIT_COMMITTER_DATE: date,
    };
    return execFileSync('git', args, { cwd: this.dir, env, input, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  try(args: readonly string[], input?: string): string | undefined {
    try {
      return this.run(args, input);
    } catch {
      return undefined;
    }
  }

  /** Heads by branch name. */
  branches(): ReadonlyMap<string, string> {
    const lines = this.run(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads/']).split('\n');
    return new Map(lines.filter(Boolean).map((line) => [line.slice(41 + 'refs/heads/'.length), line.slice(0, 40)]));
  }

  head(branch: string): string | undefined {
    return this.try(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
  }

  treeOf(commit: string): string {
    return this.run(['rev-parse', `${commit}^{tree}`]);
  }

  isAncestor(commit: string, of: string): boolean {
    return this.try(['merge-base', '--is-ancestor', commit, of]) !== undefined;
  }

  setBranch(branch: string, commit: string): void {
    this.run(['update-ref', `refs/heads/${branch}`, commit]);
  }

  /** A commit on top of a branch, or of `from` for a new one. Null removes a file. */
  commit(branch: string, changes: Readonly<Record<string, string | null>>, message = 'By hand', from = 'main'): string {
    const parent = this.head(branch) ?? this.head(from);
    const tree = this.tree(parent, Object.entries(changes));
    const made = this.run(['commit-tree', tree, ...(parent ? ['-p', parent] : []), '-m', message]);
    this.setBranch(branch, made);
    return made;
  }

  /** The tree of a commit (or a tree) with some files replaced, through `fast-import`: one process, no index. */
  tree(base: string | undefined, changes: readonly (readonly [string, string | null])[]): string {
    const who = 'committer x <x> 0 +0000\ndata 0\n';
    const start = base === undefined ? '' : `from ${this.#asCommit(base)}\n`;
    const files = changes.map(([path, text]) =>
      text === null
        ? `D ${JSON.stringify(path)}\n`
        : `M 100644 inline ${JSON.stringify(path)}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    );
    const ref = 'refs/emulator/tree';
    this.run(['fast-import', '--quiet', '--force'], `commit ${ref}\n${who}${start}${files.join('')}\n`);
    const tree = this.treeOf(ref);
    this.run(['update-ref', '-d', ref]);
    return tree;
  }

  #asCommit(object: string): string {
    return this.run(['cat-file', '-t', object]) === 'tree'
      ? this.run(['commit-tree', object, '-m', 'tree'])
      : this.run(['rev-parse', object]);
  }

  /** The new head of the base; undefined when the two conflict. */
  merge(base: string, head: string, style: MergeStyle, message: string): string | undefined {
    if (style === 'rebase') return this.#rebase(base, head);
    const tree = this.#mergeTree(base, head);
    if (tree === undefined) return undefined;
    const parents = style === 'merge' ? [base, head] : [base];
    return this.run(['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-F', '-'], message);
  }

  #rebase(base: string, head: string): string | undefined {
    let onto = base;
    for (const commit of this.run(['rev-list', '--reverse', '--no-merges', `${base}..${head}`]).split('\n')) {
      const tree = this.#mergeTree(onto, commit);
      if (tree === undefined) return undefined;
      const message = this.run(['log', '-1', '--format=%B', commit]);
      onto = this.run(['commit-tree', tree, '-p', onto, '-F', '-'], message);
    }
    return onto;
  }

  #mergeTree(ours: string, theirs: string): string | undefined {
    return this.try(['merge-tree', '--write-tree', '--no-messages', ours, theirs])?.split('\n')[0];
  }
}
