/**
 * A hosted repository without its API: a real bare repository, and the pull requests that a forge keeps beside it.
 * The emulators of GitHub and Gitea speak for it; tests act on it as people do (people.ts).
 */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../deliver/git-sandbox.ts';
import { Plumbing } from './plumbing.ts';
import type { HostedPull, HostedReview, HostedSettings, HostedStatus, MergeStyle } from './records.ts';

export interface HubOptions {
  /** `owner/name`. Default `acme/mesh`. */
  readonly repository?: string;
  /** Base branch. Default `main`. */
  readonly branch?: string;
  /** The forge's clock. Default: one that stands still at 2030-01-01 and moves by `pass`. */
  readonly clock?: () => Date;
  /** Leaves the repository without a commit. */
  readonly empty?: boolean;
}

/** Why something cannot be done, for an API to say in its own way. */
export class Refused extends Error {}

const made = new Map<string, string>();

/** Made once and copied, because git takes its time. */
function freshRepository(branch: string, empty: boolean): string {
  const key = `${branch} ${empty}`;
  const known = made.get(key);
  if (known !== undefined) return known;
  const dir = temporaryFolder();
  const git = new Plumbing(dir, () => new Date('2030-01-01T00:00:00Z'));
  git.run(['init', '--quiet', '--bare', '--template=', `--initial-branch=${branch}`, '.']);
  git.run(['config', 'http.receivepack', 'true']);
  if (!empty) git.commit(branch, { 'README.md': 'The applied tree.\n' }, 'First commit');
  made.set(key, dir);
  return dir;
}

export class Hub {
  readonly owner: string;
  readonly name: string;
  readonly branch: string;
  /** Folder that holds the bare repository as `owner/name.git`. */
  readonly root: string;
  readonly git: Plumbing;
  readonly pulls: HostedPull[] = [];
  readonly statuses = new Map<string, HostedStatus[]>();
  readonly labels = new Map<string, number>();
  readonly settings: HostedSettings = {
    private: false,
    archived: false,
    drafts: true,
    autoMerge: true,
    mergeQueue: false,
    deleteBranchOnMerge: false,
    styles: ['merge', 'squash', 'rebase'],
    collaborators: ['ann', 'bob', 'meshwright-bot'],
    teams: ['mesh-owners'],
    rules: undefined,
    protection: undefined,
  };
  readonly #clock: () => Date;
  #passed = 0;
  #ids = 0;
  #seen: ReadonlyMap<string, string> = new Map();

  constructor(options: HubOptions) {
    const [owner = '', name = ''] = (options.repository ?? 'acme/mesh').split('/');
    this.owner = owner;
    this.name = name;
    this.branch = options.branch ?? 'main';
    const start = Date.parse('2030-01-01T00:00:00Z');
    this.#clock = options.clock ?? (() => new Date(start + this.#passed));
    this.root = temporaryFolder();
    const dir = join(this.root, owner, `${name}.git`);
    this.git = new Plumbing(dir, () => this.now());
    cpSync(freshRepository(this.branch, options.empty ?? false), dir, { recursive: true });
  }

  get fullName(): string {
    return `${this.owner}/${this.name}`;
  }

  now(): Date {
    return this.#clock();
  }

  /** What puts everything back as it is now: branches, pull requests, statuses, settings. */
  snapshot(): () => void {
    const { pulls, statuses, labels, settings } = structuredClone({
      pulls: this.pulls,
      statuses: this.statuses,
      labels: this.labels,
      settings: this.settings,
    });
    const branches = this.git.branches();
    return () => {
      const copy = structuredClone({ pulls, statuses, labels, settings });
      this.pulls.splice(0, this.pulls.length, ...copy.pulls);
      for (const [kept, saved] of [
        [this.statuses, copy.statuses],
        [this.labels, copy.labels],
      ] as [Map<string, unknown>, Map<string, unknown>][]) {
        kept.clear();
        for (const [key, value] of saved) kept.set(key, value);
      }
      Object.assign(this.settings, copy.settings);
      this.git.setBranches(branches);
      this.#seen = branches;
    };
  }

  /** Moves the default clock. */
  pass(milliseconds: number): void {
    this.#passed += milliseconds;
  }

  id(): number {
    this.#ids += 1;
    return this.#ids;
  }

  pull(number: number): HostedPull {
    const found = this.pulls[number - 1];
    if (found === undefined) throw new Refused(`there is no pull request ${number}`);
    return found;
  }

  open(
    wanted: Pick<HostedPull, 'branch' | 'base' | 'title' | 'body' | 'draft' | 'author'> & { fork?: string },
  ): HostedPull {
    const at = this.now();
    const head = this.git.head(wanted.fork === undefined ? wanted.branch : wanted.base);
    if (head === undefined) throw new Refused(`there is no branch ${wanted.branch}`);
    const pull: HostedPull = {
      ...wanted,
      number: this.pulls.length + 1,
      state: 'open',
      head,
      createdAt: at,
      updatedAt: at,
      closedAt: undefined,
      merged: undefined,
      labels: [],
      autoMerge: undefined,
      queued: false,
      requested: { users: [], teams: [] },
      events: [],
      comments: [],
      reviews: [],
    };
    this.pulls.push(pull);
    return pull;
  }

  close(pull: HostedPull, by: string): void {
    if (pull.state === 'closed') return;
    const at = this.now();
    Object.assign(pull, { state: 'closed', closedAt: at, updatedAt: at, autoMerge: undefined, queued: false });
    this.event(pull, 'closed', by);
  }

  label(pull: HostedPull, label: string, by: string): void {
    if (pull.labels.includes(label)) return;
    if (!this.labels.has(label)) this.labels.set(label, this.id());
    pull.labels.push(label);
    this.touch(pull);
    this.event(pull, 'labeled', by, label);
  }

  event(pull: HostedPull, event: HostedPull['events'][number]['event'], actor: string, label?: string): void {
    pull.events.push({ id: this.id(), event, actor, at: this.now(), ...(label === undefined ? {} : { label }) });
  }

  touch(pull: HostedPull): void {
    pull.updatedAt = this.now();
  }

  /** Merges as the forge does. Refuses a conflict, and what the rules of the branch forbid. */
  merge(pull: HostedPull, by: string, style: MergeStyle, title?: string): void {
    if (pull.state !== 'open') throw new Refused(`pull request ${pull.number} is not open`);
    const missing = this.missing(pull);
    if (missing.length > 0) throw new Refused(`Required: ${missing.join(', ')}`);
    const base = this.git.head(pull.base);
    const subject = title ?? `Merge pull request #${pull.number} from ${this.owner}/${pull.branch}`;
    const commit = base && this.git.merge(base, this.headOf(pull), style, `${subject}\n\n${pull.title}\n`);
    if (!commit) throw new Refused('Pull Request is not mergeable');
    this.git.setBranch(pull.base, commit);
    this.merged(pull, by, commit);
    if (this.settings.deleteBranchOnMerge) this.git.run(['update-ref', '-d', `refs/heads/${pull.branch}`]);
  }

  merged(pull: HostedPull, by: string, commit: string): void {
    const at = this.now();
    pull.head = this.headOf(pull);
    pull.merged = { at, commit, by };
    this.event(pull, 'merged', by);
    this.close(pull, by);
  }

  /** What the rules of the branch still ask for. */
  missing(pull: HostedPull): readonly string[] {
    const latest = this.opinions(pull);
    return [this.settings.rules, this.settings.protection].flatMap((rules) => {
      if (rules === undefined || pull.base !== this.branch) return [];
      const states = this.statuses.get(this.headOf(pull)) ?? [];
      const checks = rules.checks.filter(
        (context) => states.findLast((status) => status.context === context)?.state !== 'success',
      );
      const approvals = [...latest.values()].filter(({ state }) => state === 'APPROVED').length;
      return approvals < rules.reviews ? [...checks, `${rules.reviews} reviews`] : checks;
    });
  }

  opinions(pull: HostedPull): ReadonlyMap<string, HostedReview> {
    return new Map(pull.reviews.filter(({ state }) => state !== 'COMMENTED').map((review) => [review.author, review]));
  }

  headOf(pull: HostedPull): string {
    return pull.state === 'open' && !pull.fork ? (this.git.head(pull.branch) ?? pull.head) : pull.head;
  }

  /**
   * What a forge does by itself after anything changed: an open one whose branch is gone is closed, one whose commits
   * have reached the base is merged, and those that wait for their requirements are merged or queued.
   */
  settle(): void {
    const branches = this.git.branches();
    const before = this.#seen;
    this.#seen = branches;
    for (const pull of this.pulls) if (pull.state === 'open' && !pull.fork) this.#follow(pull, branches, before);
    for (const pull of this.pulls) {
      if (pull.state !== 'open' || pull.autoMerge === undefined || this.missing(pull).length > 0) continue;
      if (this.settings.mergeQueue) pull.queued = true;
      else this.merge(pull, pull.autoMerge.by, pull.autoMerge.style, pull.autoMerge.title);
    }
  }

  #follow(pull: HostedPull, branches: ReadonlyMap<string, string>, before: ReadonlyMap<string, string>): void {
    const head = branches.get(pull.branch);
    if (head === undefined) {
      this.event(pull, 'head_ref_deleted', 'somebody');
      this.close(pull, 'somebody');
      return;
    }
    if (head !== pull.head) {
      // A push throws it out of the queue.
      Object.assign(pull, { head, queued: false });
      this.touch(pull);
    }
    const base = branches.get(pull.base);
    // A push to the base may bring these very commits.
    if (base === undefined || base === before.get(pull.base)) return;
    if (this.git.isAncestor(head, base)) this.merged(pull, 'somebody', head);
  }
}
