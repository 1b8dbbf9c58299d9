/** Fetching and pushing. What has been fetched is kept below `refs/remotes/base/`. */
import { isAbsolute } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { checkBranch, checkId, checkRemote } from './git-names.ts';
import type { RunGit } from './git-process.ts';
import { GitError } from './git-process.ts';

export type PushResult = 'pushed' | 'up-to-date' | 'stale';
export type DeleteResult = 'deleted' | 'absent' | 'stale';

const fetched = 'refs/remotes/base/';
const signals = 'refs/remotes/signals/';
/** What people tell delivery, beside what hooks have been told: small references below `refs/meshwright/`. */
const SIGNALS = ['pause', 'resume', 'notified'];
const ownRefs = [
  `+refs/heads/meshwright/*:${fetched}meshwright/*`,
  ...SIGNALS.map((kind) => `+refs/meshwright/${kind}/*:${signals}${kind}/*`),
];

export async function fetchBase(run: RunGit, remote: string, branch: string): Promise<void> {
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
    await run([...fetch, `+refs/heads/${branch}:${fetched}${branch}`, ...ownRefs]);
  } catch (error) {
    // git fails alike for a missing branch and for everything else; only asking tells the two apart.
    if ((await remoteHead(run, remote, branch)) !== undefined) throw error;
    await run([...fetch, ...ownRefs]);
    await run(['update-ref', '-d', `${fetched}${branch}`]);
  }
}

/** What the last fetch brought. */
export interface Fetched {
  /** Heads by branch name: the base branch and all of `meshwright/`. */
  readonly branches: ReadonlyMap<string, string>;
  /** References below `refs/meshwright/` by the rest of their name: `pause/shop/reviews-v2`. */
  readonly signals: ReadonlyMap<string, string>;
}

export async function readFetched(run: RunGit): Promise<Fetched> {
  const { stdout } = await run(['for-each-ref', '--format=%(objectname) %(refname)', fetched, signals]);
  const lines = stdout.toString().split('\n').filter(Boolean);
  const below = (prefix: string) => {
    const found = lines.filter((line) => line.startsWith(prefix, 41));
    return new Map(found.map((line) => [line.slice(41 + prefix.length), line.slice(0, 40)]));
  };
  return { branches: below(fetched), signals: below(signals) };
}

export async function push(
  run: RunGit,
  remote: string,
  commit: string,
  branch: string,
  lease: string | '',
): Promise<PushResult> {
  checkBranch(branch);
  return moveRef(run, remote, commit, `refs/heads/${branch}`, lease);
}

function moveRef(run: RunGit, remote: string, commit: string, ref: string, lease: string | ''): Promise<PushResult> {
  checkId(commit);
  return pushRef<PushResult>(run, remote, commit, ref, lease, {
    done: (line) => (line.startsWith('=') ? 'up-to-date' : 'pushed'),
    refused: (now) => (now === commit ? 'up-to-date' : now === (lease || undefined) ? undefined : 'stale'),
  });
}

export async function deleteBranch(run: RunGit, remote: string, branch: string, lease: string): Promise<DeleteResult> {
  checkId(lease);
  checkBranch(branch);
  return removeRef(run, remote, `refs/heads/${branch}`, lease);
}

/** Moves, makes (empty lease) or removes (no commit) `refs/meshwright/<name>`, by the same rules as a branch. */
export async function pushSignal(
  run: RunGit,
  remote: string,
  name: string,
  commit: string | undefined,
  lease: string | '',
): Promise<PushResult> {
  checkBranch(name);
  if (!SIGNALS.some((kind) => name.startsWith(`${kind}/`))) throw new Error(`not a signal: ${name}`);
  const ref = `refs/meshwright/${name}`;
  if (commit === undefined) return (await removeRef(run, remote, ref, lease)) === 'stale' ? 'stale' : 'pushed';
  return moveRef(run, remote, commit, ref, lease);
}

function removeRef(run: RunGit, remote: string, ref: string, lease: string): Promise<DeleteResult> {
  return pushRef<DeleteResult>(run, remote, '', ref, lease, {
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
  ref: string,
  lease: string,
  reading: Reading<T>,
): Promise<T> {
  checkRemote(remote);
  if (lease !== '') checkId(lease);
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
    const meaning = reading.refused(await remoteRef(run, remote, ref));
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

function remoteHead(run: RunGit, remote: string, branch: string): Promise<string | undefined> {
  return remoteRef(run, remote, `refs/heads/${branch}`);
}

async function remoteRef(run: RunGit, remote: string, ref: string): Promise<string | undefined> {
  const { stdout } = await run(['ls-remote', '--refs', remote, ref]);
  const line = stdout
    .toString()
    .split('\n')
    .find((candidate) => candidate.endsWith(`\t${ref}`));
  return line?.slice(0, 40);
}
