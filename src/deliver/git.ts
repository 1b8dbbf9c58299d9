import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { CommitRequest } from './git-commit.ts';
import { writeCommit } from './git-commit.ts';
import { type StateChange, transitionsSince } from './git-history.ts';
import { gitIn, type RunGit } from './git-process.ts';
import type { DeleteResult, PushResult } from './git-remote.ts';
import { deleteBranch, type Fetched, fetchBase, push, pushSignal, readFetched } from './git-remote.ts';
import type { TreeEntry } from './git-tree.ts';
import {
  changedAt,
  contains,
  folderAt,
  historySince,
  listTree,
  parentOf,
  proposedChanges,
  readBlobs,
  treeOf,
} from './git-tree.ts';

export type { CommitRequest } from './git-commit.ts';
export { GitError } from './git-process.ts';
export type { DeleteResult, PushResult } from './git-remote.ts';
export type { TreeEntry } from './git-tree.ts';

/** What delivery needs of git, over one bare scratch repository for one remote. Nothing is ever checked out. */
export interface Git {
  /**
   * Fetches the branch and all `meshwright/*` branches, and forgets those that are gone. Answers with the head of the
   * branch; undefined when the remote has no such branch, as in an empty repository.
   */
  fetchBase(remote: string, branch: string): Promise<string | undefined>;
  /** Head of a branch at the last fetch. */
  remoteBranch(branch: string): Promise<string | undefined>;
  /** All heads of the last fetch by branch name: the base branch and `meshwright/*`. */
  remoteBranches(): Promise<ReadonlyMap<string, string>>;
  listTree(commit: string): Promise<ReadonlyMap<string, TreeEntry>>;
  readBlobs(ids: Iterable<string>): Promise<ReadonlyMap<string, string>>;
  treeOf(commit: string): Promise<string>;
  /** What the branch that ends in `head` changes since it left `base`: blobs by path, undefined for a removed file. */
  proposedChanges(base: string | undefined, head: string): Promise<ReadonlyMap<string, string | undefined>>;
  /**
   * When the history of first parents that ends in `commit` last changed the path, or a line of it that holds `text`;
   * undefined when it never did.
   */
  changedAt(commit: string, path: string, text?: string): Promise<Date | undefined>;
  /** Same request, same commit id. Refuses paths that no proposal may touch; see `checkPath` and `checkChanges`. */
  writeCommit(request: CommitRequest): Promise<string>;
  /**
   * Moves the remote branch from `lease` to `commit`; an empty lease says that the branch must not exist.
   * `up-to-date`: it holds the commit already. `stale`: it holds something else than the lease, and keeps it.
   */
  push(remote: string, commit: string, branch: string, lease: string | ''): Promise<PushResult>;
  /** Removes the remote branch if it holds `lease`. */
  deleteBranch(remote: string, branch: string, lease: string): Promise<DeleteResult>;
  /** References below `refs/meshwright/` at the last fetch, by the rest of their name: `pause/shop/reviews-v2`. */
  signals(): Promise<ReadonlyMap<string, string>>;
  /** Moves, makes (empty lease) or, without a commit, removes `refs/meshwright/<name>`; removing what is absent is `pushed`. */
  pushSignal(remote: string, name: string, commit: string | undefined, lease: string | ''): Promise<PushResult>;
  /** First parents from `since` to `commit`, newest first, both included; undefined when `since` is not among them. */
  historySince(commit: string, since: string): Promise<readonly string[] | undefined>;
  /** The first parent of a commit; undefined where it has none, or has not been fetched. */
  parentOf(commit: string): Promise<string | undefined>;
  /** What the first parents after `from` up to `to` did to states of rollouts, oldest first. */
  transitionsSince(from: string, to: string): Promise<readonly StateChange[]>;
  /** Whether `commit` is `ancestor` or has it in its history; false for a commit that has not been fetched. */
  contains(commit: string, ancestor: string): Promise<boolean>;
  /** Id of the tree (or blob) of a path at a commit; undefined where the path, or the commit, is not there. */
  folderAt(commit: string, path: string): Promise<string | undefined>;
}

export interface ScratchOptions {
  /** Further git configuration, such as the header with a token for one origin; never in arguments or on disk. */
  readonly config?: Readonly<Record<string, string>>;
}

/** Makes (or takes up again) a bare repository in `dir`. */
export async function openScratch(dir: string, options: ScratchOptions = {}): Promise<Git> {
  const repository = resolve(dir);
  await mkdir(repository, { recursive: true });
  const run = gitIn(repository, options.config);
  await initBare(run);
  // References move by fetching alone, so what a fetch brought is read once.
  let fetched: Promise<Fetched> | undefined;
  const known = () => {
    fetched ??= readFetched(run);
    return fetched;
  };
  return {
    fetchBase: async (remote, branch) => {
      fetched = undefined;
      await fetchBase(run, remote, branch);
      return (await known()).branches.get(branch);
    },
    remoteBranch: async (branch) => (await known()).branches.get(branch),
    remoteBranches: async () => (await known()).branches,
    listTree: lastAsked((commit) => listTree(run, commit)),
    readBlobs: (ids) => readBlobs(run, ids),
    treeOf: (commit) => treeOf(run, commit),
    proposedChanges: (base, head) => proposedChanges(run, base, head),
    changedAt: (commit, path, text) => changedAt(run, commit, path, text),
    writeCommit: (request) => writeCommit(run, request),
    push: (remote, commit, branch, lease) => push(run, remote, commit, branch, lease),
    deleteBranch: (remote, branch, lease) => deleteBranch(run, remote, branch, lease),
    signals: async () => (await known()).signals,
    pushSignal: (remote, name, commit, lease) => pushSignal(run, remote, name, commit, lease),
    historySince: (commit, since) => historySince(run, commit, since),
    parentOf: (commit) => parentOf(run, commit),
    transitionsSince: (from, to) => transitionsSince(run, from, to),
    contains: (commit, ancestor) => contains(run, commit, ancestor),
    folderAt: (commit, path) => folderAt(run, commit, path),
  };
}

/** The empty template keeps the machine's sample hooks and excludes out. */
export async function initBare(run: RunGit): Promise<void> {
  await run(['init', '--quiet', '--bare', '--template=', '--initial-branch=main', '.']);
}

/** Remembers the answer about the commit asked for last: one look at the applied tree asks several times. */
function lastAsked<T>(ask: (commit: string) => Promise<T>): (commit: string) => Promise<T> {
  let last: { readonly commit: string; readonly answer: T } | undefined;
  return async (commit) => {
    if (last?.commit === commit) return last.answer;
    const answer = await ask(commit);
    last = { commit, answer };
    return answer;
  };
}
