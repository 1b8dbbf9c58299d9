/** A forge's server in memory, over the same repository that `Git` pushes to; and the hands of the people who use it. */
import {
  type Approval,
  PEOPLE_SAY,
  type PostedStatus,
  type PullRequest,
} from '../../../src/deliver/forges/contract.ts';
import { contains } from './history.ts';
import { mergeTrees } from './merge.ts';
import { ANN, type MemoryRepository } from './repository.ts';
import { difference, edited, Folder } from './tree.ts';

/** A pull request with what only the server knows of it. */
export interface HubPull {
  readonly number: number;
  readonly branch: string;
  readonly base: string;
  readonly openedAt: Date;
  title: string;
  body: string;
  draft: boolean;
  state: 'open' | 'merged' | 'closed';
  head: string;
  mergedAt: Date | undefined;
  mergeCommit: string | undefined;
  confirmed: Approval | undefined;
  closedReason: string | undefined;
  /** Head that was handed to the merge queue. */
  queuedHead: string | undefined;
  autoMerge: 'merge' | 'squash' | 'rebase' | undefined;
  readonly labels: Set<string>;
  readonly comments: Map<string, string>;
  readonly approvals: Map<string, string>;
  readonly asked: Set<string>;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase' | 'queue';

export interface HubOptions {
  readonly repository: MemoryRepository;
  readonly clock: () => Date;
  /** Milliseconds by which dates of merge commits differ from the forge's clock. */
  readonly skew?: () => number;
  /** A branch that has been merged is removed. */
  readonly deletesMerged?: boolean;
}

export class Hub {
  readonly repository: MemoryRepository;
  readonly pulls: HubPull[] = [];
  readonly posted = new Map<string, PostedStatus[]>();
  /** Pull requests that lost their place in the merge queue because somebody touched them. */
  readonly thrownOut: number[] = [];
  readonly #options: HubOptions;

  constructor(options: HubOptions) {
    this.repository = options.repository;
    this.#options = options;
  }

  /** Copies of everything that another one holds. */
  takeOver(other: Hub): void {
    this.pulls.push(...structuredClone(other.pulls));
    for (const [commit, posted] of other.posted) this.posted.set(commit, [...posted]);
    this.thrownOut.push(...other.thrownOut);
  }

  now(): Date {
    return this.#options.clock();
  }

  pull(number: number): HubPull {
    const found = this.pulls[number - 1];
    if (!found) throw new Error(`there is no pull request ${number}`);
    if (found.state === 'open') found.head = this.repository.head(found.branch) ?? found.head;
    if (found.queuedHead !== undefined && found.queuedHead !== found.head) this.throwOut(found);
    return found;
  }

  list(): readonly HubPull[] {
    return this.pulls.map(({ number }) => this.pull(number));
  }

  open(): readonly HubPull[] {
    return this.list().filter(({ state }) => state === 'open');
  }

  throwOut(pull: HubPull): void {
    if (pull.queuedHead !== undefined) this.thrownOut.push(pull.number);
    pull.queuedHead = undefined;
  }

  /** Somebody presses the button. Rejects, and changes nothing, where a forge would say "cannot be merged". */
  merge(number: number, how: MergeMethod = 'merge'): HubPull {
    const pull = this.pull(number);
    if (pull.state !== 'open') throw new Error(`pull request ${number} is ${pull.state}`);
    const head = this.repository.head(pull.branch);
    if (head === undefined) throw new Error(`the branch ${pull.branch} is gone`);
    const base = this.repository.head(pull.base);
    const at = this.now();
    const commit = base === undefined ? head : this.#mergeCommit(pull, base, head, how, at);
    this.repository.setHead(pull.base, commit);
    Object.assign(pull, { head, state: 'merged', mergedAt: at, mergeCommit: commit, queuedHead: undefined });
    if (this.#options.deletesMerged) this.repository.setHead(pull.branch, undefined);
    return pull;
  }

  /** A squash has one parent and every change; a rebase of a branch with one commit looks alike, but keeps its message. */
  #mergeCommit(pull: HubPull, base: string, head: string, how: MergeMethod, at: Date): string {
    const tree = mergeTrees(this.repository, base, head);
    if (!(tree instanceof Folder)) throw new ConflictError(pull.number, tree);
    const date = new Date(at.getTime() + (this.#options.skew?.() ?? 0));
    const message =
      how === 'rebase' ? this.repository.commit(head).message : `Merge pull request ${pull.number}\n\n${pull.title}\n`;
    const parents = how === 'merge' || how === 'queue' ? [base, head] : [base];
    if (how === 'rebase' && contains(this.repository, head, base)) return head;
    return this.repository.addCommit({ tree, parents, message, date, by: ANN });
  }

  /** Somebody presses "Merge when ready" and a queue takes it. */
  queue(number: number): void {
    const pull = this.pull(number);
    pull.queuedHead = pull.head;
  }

  closeByPerson(number: number): void {
    const pull = this.pull(number);
    if (pull.state === 'open') Object.assign(pull, { state: 'closed', queuedHead: undefined });
  }

  /** An approval; of a merged one it says "applied everywhere". */
  approve(number: number, by = 'ann'): void {
    const pull = this.pull(number);
    const at = this.now().toISOString();
    pull.approvals.set(by, at);
    if (pull.state === 'merged') pull.confirmed ??= { by, at };
  }

  label(number: number, name: string): void {
    const pull = this.pull(number);
    pull.labels.add(name);
    if (name === PEOPLE_SAY.applied && pull.state === 'merged')
      pull.confirmed ??= { by: 'ann', at: this.now().toISOString() };
  }

  post(commit: string, status: Omit<PostedStatus, 'at'>): void {
    const all = this.posted.get(commit) ?? [];
    this.posted.set(commit, [{ ...status, at: this.now().toISOString() }, ...all]);
  }

  /** A commit of a person on a branch; makes the branch from nothing, or from the base's head, when it is not there. */
  commit(changes: Readonly<Record<string, string | null>>, branch = 'main', from = branch): string {
    const parent = this.repository.head(branch) ?? this.repository.head(from);
    const tree = this.repository.withTexts(
      parent === undefined ? new Folder(new Map()) : this.repository.commit(parent).tree,
      Object.entries(changes),
    );
    const parents = parent === undefined ? [] : [parent];
    const commit = this.repository.addCommit({ tree, parents, message: 'By hand\n', date: this.now(), by: ANN });
    this.repository.setHead(branch, commit);
    return commit;
  }

  /** Somebody presses "Revert" on a merged pull request, and merges the result. Rejects where it would conflict. */
  revert(number: number): string {
    const { mergeCommit, base } = this.pull(number);
    const merged = this.repository.commit(mergeCommit!);
    const before =
      merged.parents[0] === undefined ? new Folder(new Map()) : this.repository.commit(merged.parents[0]).tree;
    const now = this.repository.tree(base);
    const undone = [...difference(before, merged.tree)];
    const conflicts = undone.filter(([path, [, after]]) => now.at(path)?.blob !== after?.blob).map(([path]) => path);
    if (conflicts.length > 0) throw new ConflictError(number, conflicts);
    const tree = edited(now, new Map(undone.map(([path, [old]]) => [path, old ?? null])));
    const commit = this.repository.addCommit({
      tree,
      parents: [this.repository.head(base)!],
      message: `Revert pull request ${number}\n`,
      date: this.now(),
      by: ANN,
    });
    this.repository.setHead(base, commit);
    return commit;
  }
}

export class ConflictError extends Error {
  readonly paths: readonly string[];

  constructor(number: number, paths: readonly string[]) {
    super(`pull request ${number} conflicts in ${paths.join(', ')}`);
    this.paths = paths;
  }
}

export function publicPull(pull: HubPull, remote: string): PullRequest {
  const { number, branch, base, title, body, state, head, mergeCommit, closedReason, confirmed } = pull;
  return {
    ...{ number, branch, base, title, body, state, head },
    link: `${remote}#${number}`,
    openedAt: pull.openedAt.toISOString(),
    ...(pull.mergedAt && { mergedAt: pull.mergedAt.toISOString() }),
    ...(mergeCommit !== undefined && { mergeCommit }),
    ...(confirmed && { confirmedAt: confirmed.at, confirmedBy: confirmed.by }),
    ...(closedReason !== undefined && { closedReason }),
    labels: [...pull.labels].sort(),
    ...(pull.queuedHead !== undefined && { queued: true as const }),
  };
}
