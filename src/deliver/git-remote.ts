/** Fetching and pushing. What has been fetched is kept below `refs/remotes/base/`. */
import { isAbsolute } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkBranch, checkId, checkRemote } from './git-names.ts';
import type { RunGit } from './git-process.ts';
import { GitError } from './git-process.ts';

export type PushResult = 'pushed' | 'up-to-date' | 'stale';
export type DeleteResult = 'deleted' | 'absent' | 'stale';

const fetched = 'refs/remotes/base/';
const ownBranches = `+refs/heads/meshwright/*:${fetched}meshwright/*`;

export async function fetchBase(run: RunGit, remote: string, branch: string): Promise<string | undefined> {
  checkRemote(remote);
  checkBranch(branch);
  const fetch = [
    'fetch',
    '--quiet',
    '--no-tags',
    '--prune',
    '--no-recurse-submodules',
    '--no-write-fetch-head',
    remote,
  ];
  try {
    await run([...fetch, `+refs/heads/${branch}:${fetched}${branch}`, ownBranches]);
  } catch (error) {
    // git fails alike for a missing branch and for everything else; only asking tells the two apart.
    if ((await remoteHead(run, remote, branch)) !== undefined) throw error;
    await run([...fetch, ownBranches]);
    await run(['update-ref', '-d', `${fetched}${branch}`]);
  }
  return remoteBranch(run, branch);
}

/** Heads by branch name, as they were at the last fetch: the base branch and all of `meshwright/`. */
export async function remoteBranches(run: RunGit): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await run(['for-each-ref', '--format=%(objectname) %(refname)', fetched]);
  const lines = stdout.toString().split('\n').filter(Boolean);
  return new Map(lines.map((line) => [line.slice(41 + fetched.length), line.slice(0, 40)]));
}

export async function remoteBranch(run: RunGit, branch: string): Promise<string | undefined> {
  checkBranch(branch);
  const { stdout } = await run(['rev-parse', '--verify', '--quiet', `${fetched}${branch}`], { accept: [0, 1] });
  return stdout.toString().trim() || undefined;
}

export async function push(
  run: RunGit,
  remote: string,
  commit: string,
  branch: string,
  lease: string | '',
): Promise<PushResult> {
  checkId(commit);
  return pushRef(run, remote, commit, branch, lease, {
    done: (line) => (line.startsWith('=') ? 'up-to-date' : 'pushed'),
    refused: (now) => (now === commit ? 'up-to-date' : now === (lease || undefined) ? undefined : 'stale'),
  });
}

export async function deleteBranch(run: RunGit, remote: string, branch: string, lease: string): Promise<DeleteResult> {
  checkId(lease);
  return pushRef(run, remote, '', branch, lease, {
    done: () => 'deleted',
    refused: (now) => (now === undefined ? 'absent' : now === lease ? undefined : 'stale'),
  });
}

interface Reading<T> {
  readonly done: (line: string) => T;
  /** What a refusal means, given what the branch holds now; undefined when that does not explain it. */
  readonly refused: (now: string | undefined) => T | undefined;
}

/**
 * A push that moves the branch only from the leased commit. Why a push was refused is told by many texts, which differ
 * from server to server; so after a refusal the branch itself is asked. A refusal without a change of the branch may be
 * another push that holds the lock for a moment, so it is tried again.
 */
async function pushRef<T>(
  run: RunGit,
  remote: string,
  commit: string,
  branch: string,
  lease: string,
  reading: Reading<T>,
): Promise<T> {
  checkRemote(remote);
  checkBranch(branch);
  if (lease !== '') checkId(lease);
  const ref = `refs/heads/${branch}`;
  const args = [
    ...['push', '--porcelain', '--no-verify', `--force-with-lease=${ref}:${lease}`],
    ...withoutHooks(remote),
    ...[remote, `${commit}:${ref}`],
  ];
  for (let attempt = 1; ; attempt += 1) {
    const result = await run(args, { accept: [0, 1] });
    const line = result.stdout
      .toString()
      .split('\n')
      .find((candidate) => candidate.includes(`:${ref}\t`));
    if (result.code === 0) return reading.done(line ?? '');
    const meaning = reading.refused(await remoteHead(run, remote, branch));
    if (meaning !== undefined) return meaning;
    if (attempt === 3) throw new GitError(args, { ...result, stderr: `${result.stderr}\n${line ?? ''}` });
    await wait(100 * attempt);
  }
}

/** For a repository on this machine git runs the receiving side too, as us: then its hooks are none of our business. */
function withoutHooks(remote: string): readonly string[] {
  const onThisMachine = isAbsolute(remote) || remote.startsWith('file://');
  return onThisMachine ? ['--receive-pack=git -c core.hooksPath=/dev/null receive-pack'] : [];
}

async function remoteHead(run: RunGit, remote: string, branch: string): Promise<string | undefined> {
  const ref = `refs/heads/${branch}`;
  const { stdout } = await run(['ls-remote', '--refs', remote, ref]);
  const line = stdout
    .toString()
    .split('\n')
    .find((candidate) => candidate.endsWith(`\t${ref}`));
  return line?.slice(0, 40);
}
