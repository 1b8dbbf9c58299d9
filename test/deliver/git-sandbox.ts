/** Temporary repositories for tests, made with the git of this machine and none of its configuration. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Git, initBare, openScratch } from '../../src/deliver/git.ts';
import { gitIn } from '../../src/deliver/git-process.ts';
import { gitSync, startGitElsewhere } from '../support/git-starter/start.ts';

startGitElsewhere();

/** Removed with everything else when the run has ended: test/support/temporary-root.ts. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'meshwright-test-'));
}

export async function bareRepository(): Promise<string> {
  const folder = temporaryFolder();
  await initBare(gitIn(folder));
  return folder;
}

export const scratch = (): Promise<Git> => openScratch(join(temporaryFolder(), 'scratch'));

/** Plain git as a person runs it; answers with what it prints. */
export function git(repository: string, args: readonly string[], input?: string): string {
  const env = {
    PATH: process.env.PATH,
    HOME: repository,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ann',
    GIT_AUTHOR_EMAIL: 'ann@example.org',
    GIT_COMMITTER_NAME: 'Ann',
    GIT_COMMITTER_EMAIL: 'ann@example.org',
  };
  return gitSync({ args, cwd: repository, env, input }).trim();
}

/** A commit whose tree is said in full, and can hold what no proposal may write. */
export function commitOf(repository: string, entries: Readonly<Record<string, string>>, ...parents: string[]): string {
  const index = { ...entries };
  const root = mktree(repository, index);
  return git(repository, ['commit-tree', root, ...parents.flatMap((parent) => ['-p', parent]), '-m', 'seed']);
}

/** `path: text` is a file, `path: 'link:target'` a symbolic link, `path: 'module:<commit>'` a submodule. */
function mktree(repository: string, entries: Readonly<Record<string, string>>): string {
  const lines: string[] = [];
  const folders = new Map<string, Record<string, string>>();
  for (const [path, text] of Object.entries(entries)) {
    const slash = path.indexOf('/');
    if (slash > 0) {
      const folder = path.slice(0, slash);
      folders.set(folder, { ...folders.get(folder), [path.slice(slash + 1)]: text });
    } else if (text.startsWith('module:')) lines.push(`160000 commit ${text.slice(7)}\t${path}`);
    else {
      const link = text.startsWith('link:');
      const id = git(repository, ['hash-object', '-w', '--stdin'], link ? text.slice(5) : text);
      lines.push(`${link ? '120000' : '100644'} blob ${id}\t${path}`);
    }
  }
  for (const [folder, inside] of folders) lines.push(`040000 tree ${mktree(repository, inside)}\t${folder}`);
  return git(repository, ['mktree', '-z', '--missing'], lines.map((line) => `${line}\0`).join(''));
}
