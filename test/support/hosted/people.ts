/** What people do on a forge's pages, and to its repository behind its back. */
import { type Hub, Refused } from './hub.ts';
import type { HostedReview, HostedStatus, MergeStyle, Rules } from './records.ts';

export class People {
  readonly #hub: Hub;

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Merges in a style; `by` defaults to ann. Rejects what the rules of the branch forbid. */
  merge(number: number, style: MergeStyle = 'merge', by = 'ann'): string {
    this.#hub.settle();
    const pull = this.#hub.pull(number);
    this.#hub.merge(pull, by, style);
    return pull.merged!.commit;
  }

  /** The queue merges what waits in it, in order, and throws out what conflicts. Answers with what it merged. */
  runQueue(style: MergeStyle = 'merge'): readonly number[] {
    this.#hub.settle();
    const merged: number[] = [];
    for (const pull of this.#hub.pulls.filter(({ queued }) => queued)) {
      try {
        this.#hub.merge(pull, 'merge-queue[bot]', style);
        merged.push(pull.number);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        Object.assign(pull, { queued: false, autoMerge: undefined });
      }
    }
    return merged;
  }

  close(number: number, by = 'ann'): void {
    this.#hub.settle();
    this.#hub.close(this.#hub.pull(number), by);
  }

  reopen(number: number, by = 'ann'): void {
    const pull = this.#hub.pull(number);
    if (pull.merged !== undefined) throw new Refused('a merged one cannot be opened again');
    Object.assign(pull, { state: 'open', closedAt: undefined, updatedAt: this.#hub.now() });
    this.#hub.event(pull, 'reopened', by);
  }

  edit(number: number, text: { readonly title?: string; readonly body?: string; readonly base?: string }): void {
    Object.assign(this.#hub.pull(number), text, { updatedAt: this.#hub.now() });
  }

  label(number: number, label: string, by = 'ann'): void {
    this.#hub.label(this.#hub.pull(number), label, by);
  }

  unlabel(number: number, label: string, by = 'ann'): void {
    const pull = this.#hub.pull(number);
    pull.labels = pull.labels.filter((each) => each !== label);
    this.#hub.touch(pull);
    this.#hub.event(pull, 'unlabeled', by, label);
  }

  review(number: number, state: HostedReview['state'] = 'APPROVED', by = 'ann'): void {
    const pull = this.#hub.pull(number);
    const review = { id: this.#hub.id(), author: by, at: this.#hub.now(), commit: this.#hub.headOf(pull), state };
    pull.reviews.push(review);
    this.#hub.touch(pull);
    this.#hub.settle();
  }

  /** Dismisses whatever a person said. */
  dismiss(number: number, by = 'ann'): void {
    for (const review of this.#hub.pull(number).reviews) if (review.author === by) review.state = 'DISMISSED';
  }

  comment(number: number, body: string, by = 'ann'): void {
    const pull = this.#hub.pull(number);
    pull.comments.push({ id: this.#hub.id(), author: by, at: this.#hub.now(), updatedAt: this.#hub.now(), body });
    this.#hub.touch(pull);
  }

  /** A check or a controller reports on a commit. */
  status(commit: string, status: Pick<HostedStatus, 'context' | 'state'> & Partial<HostedStatus>): void {
    const all = this.#hub.statuses.get(commit) ?? [];
    const posted = { id: this.#hub.id(), description: null, link: null, creator: 'flux[bot]', at: this.#hub.now() };
    this.#hub.statuses.set(commit, [...all, { ...posted, ...status }]);
    this.#hub.settle();
  }

  /** A commit straight to a branch; a new branch starts at the base. Null removes a file. */
  push(branch: string, changes: Readonly<Record<string, string | null>>, message = 'By hand'): string {
    const commit = this.#hub.git.commit(branch, changes, message, this.#hub.branch);
    this.#hub.settle();
    return commit;
  }

  /** Moves a branch to any commit, forwards or backwards. */
  forcePush(branch: string, commit: string): void {
    this.#hub.git.setBranch(branch, commit);
    this.#hub.settle();
  }

  deleteBranch(branch: string): void {
    this.#hub.git.run(['update-ref', '-d', `refs/heads/${branch}`]);
    this.#hub.settle();
  }

  /** Opens a pull request by hand; with `fork`, from a fork that has a branch of this name. */
  open(branch: string, options: { readonly base?: string; readonly by?: string; readonly fork?: string } = {}): number {
    const { base = this.#hub.branch, by = 'ann', fork } = options;
    const more = fork === undefined ? {} : { fork };
    return this.#hub.open({ branch, base, title: branch, body: '', draft: false, author: by, ...more }).number;
  }

  /** Rules of the base branch; undefined takes them away. `old` writes them as branch protection. */
  protect(rules: Partial<Rules> | undefined, { old = false } = {}): void {
    const whole = rules && { checks: [], reviews: 0, ...rules };
    if (old) this.#hub.settings.protection = whole;
    else this.#hub.settings.rules = whole;
  }
}
