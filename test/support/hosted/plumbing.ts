/** Git as a forge runs it in its own bare repository: merges in every style, without a working tree. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gitSync } from '../git-starter/start.ts';
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
    return gitSync({ args, cwd: this.dir, env, input }).trim();
  }

  try(args: readonly string[], input?: string): string | undefined {
    try {
      return this.run(args, input);
    } catch {
      return undefined;
    }
  }

  /** Heads by branch name. Read from the files of the repository: emulators ask at every request. */
  branches(): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const line of this.#file('packed-refs').split('\n')) {
      const [id = '', ref = ''] = line.split(' ');
      if (ref.startsWith('refs/heads/')) found.set(ref.slice('refs/heads/'.length), id);
    }
    const folder = join(this.dir, 'refs/heads');
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.endsWith('.lock')) continue;
      const path = join(entry.parentPath, entry.name);
      found.set(relative(folder, path), readFileSync(path, 'utf8').trim());
    }
    return found;
  }

  head(branch: string): string | undefined {
    const loose = this.#file(`refs/heads/${branch}`).trim();
    return loose === '' ? this.branches().get(branch) : loose;
  }

  #file(name: string): string {
    try {
      return readFileSync(join(this.dir, name), 'utf8');
    } catch {
      return '';
    }
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

  /** These and no others, written as git keeps them. */
  setBranches(branches: ReadonlyMap<string, string>): void {
    rmSync(join(this.dir, 'refs/heads'), { recursive: true });
    mkdirSync(join(this.dir, 'refs/heads'));
    const lines = [...branches].map(([branch, commit]) => `${commit} refs/heads/${branch}\n`);
    writeFileSync(join(this.dir, 'packed-refs'), `# pack-refs with: sorted\n${lines.sort(byReference).join('')}`);
  }

  /** A commit on top of a branch, or of `from` for a new one. Null removes a file. */
  commit(branch: string, changes: Readonly<Record<string, string | null>>, message = 'By hand', from = 'main'): string {
    const parent = this.head(branch) ?? this.head(from);
    const start = parent === undefined ? '' : `from ${parent}\n`;
    return this.#import(`refs/heads/${branch}`, message, start, Object.entries(changes));
  }

  /** The tree of a commit (or a tree) with some files replaced. */
  tree(base: string | undefined, changes: readonly (readonly [string, string | null])[]): string {
    const ref = `refs/emulator/${process.hrtime.bigint()}`;
    const commit = this.#import(ref, 'tree', base === undefined ? '' : `M 040000 ${this.treeOf(base)} ""\n`, changes);
    this.run(['update-ref', '-d', ref]);
    return this.treeOf(commit);
  }

  /** One `fast-import`: no index, and one process for any number of files. */
  #import(ref: string, message: string, start: string, changes: readonly (readonly [string, string | null])[]): string {
    const at = Math.floor(this.#clock().getTime() / 1000);
    const who = `Forge <forge@example.org> ${at} +0000`;
    const files = changes.map(([path, text]) =>
      text === null
        ? `D ${JSON.stringify(path)}\n`
        : `M 100644 inline ${JSON.stringify(path)}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
    );
    const head = `commit ${ref}\nmark :1\ncommitter ${who}\ndata ${Buffer.byteLength(message)}\n${message}\n`;
    return this.run(['fast-import', '--quiet', '--force'], `${head}${start}${files.join('')}\nget-mark :1\n`);
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

function byReference(a: string, b: string): number {
  return a.slice(41) < b.slice(41) ? -1 : 1;
}
