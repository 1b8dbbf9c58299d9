/** A GitOps repository, its forge and its people in memory: what `DeliveryWorld` is on disk, a hundred times faster. */
import type { Done } from '../../../src/deliver/act.ts';
import type { Forge, ForgeAbilities, PostedStatus } from '../../../src/deliver/forges/contract.ts';
import type { Git } from '../../../src/deliver/git.ts';
import type { Purpose } from '../../../src/deliver/going-back.ts';
import { goBack } from '../../../src/deliver/rollback.ts';
import type { DeliverySettings } from '../../../src/deliver/settings.ts';
import type { Sources } from '../../../src/deliver/sources/contract.ts';
import { type TickRequest, type TickResult, tick } from '../../../src/deliver/tick.ts';
import type { MemoryBundle } from '../delivery-world.ts';
import { memoryForge } from './forge.ts';
import { Hub, type HubPull, type MergeMethod } from './hub.ts';
import { MemoryRepository } from './repository.ts';
import { memoryScratch } from './scratch.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const START = Date.parse('2030-01-01T00:00:00Z');

export interface WorldOptions {
  readonly folder: MemoryBundle;
  /** Abilities that this forge lacks. */
  readonly without?: readonly (keyof ForgeAbilities)[];
  readonly settings?: DeliverySettings;
  readonly sources?: Sources;
  /** Milliseconds by which the dates of merge commits differ from the forge's clock. */
  readonly skew?: () => number;
  readonly deletesMerged?: boolean;
}

export class MemoryWorld {
  readonly repository = new MemoryRepository();
  readonly hub: Hub;
  readonly forge: Forge;
  folder: MemoryBundle;
  settings: DeliverySettings | undefined;
  sources: Sources | undefined;
  readonly #options: WorldOptions;
  #now = START;
  #git: Git | undefined;

  constructor(options: WorldOptions) {
    const { folder, without, settings, sources, skew, deletesMerged } = options;
    this.#options = options;
    this.folder = folder;
    this.settings = settings;
    this.sources = sources;
    this.hub = new Hub({
      repository: this.repository,
      clock: () => new Date(this.#now),
      ...(skew && { skew }),
      ...(deletesMerged && { deletesMerged }),
    });
    this.forge = memoryForge(this.hub, without);
  }

  /** Another world that stands where this one stands; what happens in one does not happen in the other. */
  clone(): MemoryWorld {
    const world = new MemoryWorld(this.#options);
    world.repository.takeOver(this.repository);
    world.hub.takeOver(this.hub);
    Object.assign(world, { folder: this.folder, settings: this.settings, sources: this.sources });
    world.#now = this.#now;
    return world;
  }

  get now(): number {
    return this.#now;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
  }

  /** As a process of its own makes it: with a scratch that knows nothing yet. */
  request(git: Git = memoryScratch(this.repository)): TickRequest {
    return {
      ...{ git, forge: this.forge, folder: this.folder, branch: 'main', clockScale: 1, dryRun: false },
      ...(this.settings && { settings: this.settings }),
      ...(this.sources && { sources: this.sources }),
    };
  }

  tick(): Promise<TickResult> {
    this.#git ??= memoryScratch(this.repository);
    return tick(this.request(this.#git));
  }

  goBack(rollout: string, purpose: Purpose = 'rollback'): Promise<readonly Done[]> {
    return goBack([this.request()], { rollout, purpose });
  }

  /** Ticks until one changes nothing; more than a few of them would be a machine that never rests. */
  async settle(): Promise<TickResult> {
    let before = JSON.stringify(endState(this, 'with numbers'));
    for (let count = 0; count < 8; count += 1) {
      const result = await this.tick();
      const after = JSON.stringify(endState(this, 'with numbers'));
      if (after === before) return result;
      before = after;
    }
    throw new Error('it never rests');
  }

  open(): readonly HubPull[] {
    return this.hub.open();
  }

  /** Merges the only open pull request. */
  merge(how?: MergeMethod): HubPull {
    const open = this.open();
    if (open.length !== 1) throw new Error(`${open.length} are open: ${open.map(({ title }) => title).join('; ')}`);
    return this.hub.merge(open[0]!.number, how);
  }

  async step(how?: MergeMethod): Promise<HubPull> {
    await this.settle();
    return this.merge(how);
  }

  /** Says "applied everywhere" of the latest merged one, and waits until proxies have learnt of it. */
  confirm(): void {
    const merged = this.hub.list().filter(({ state }) => state === 'merged');
    this.hub.approve(merged.at(-1)!.number);
    this.pass(5 * MINUTE);
  }

  /** Somebody copies what the source compiles to into the repository. */
  adopt(): this {
    const files = this.folder.bundle.meshes.flatMap((mesh) => Object.entries(mesh.files));
    this.hub.commit(Object.fromEntries(files.map(([path, { blob }]) => [path, this.folder.texts.get(blob)!])));
    return this;
  }

  /** Everything in the applied tree. */
  applied(): ReadonlyMap<string, string> {
    const head = this.repository.head('main');
    return head === undefined ? new Map() : this.repository.texts(head);
  }

  /** The files of clusters alone. */
  clusters(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.applied()].filter(([path]) => path.includes('/clusters/')).sort());
  }
}

export interface EndState {
  readonly applied: Readonly<Record<string, string>>;
  readonly signals: Readonly<Record<string, string>>;
  readonly pulls: readonly Readonly<Record<string, unknown>>[];
}

/** Everything that outlives a run, in a form to compare: the applied tree, what people said, and the pull requests. */
export function endState({ repository, hub }: MemoryWorld, numbers: 'with numbers' | 'without numbers'): EndState {
  const files = [...repository.tree('main').files].map(([path, { blob }]) => [path, blob]);
  const signals = [...repository.refs].filter(([ref]) => ref.startsWith('refs/meshwright/')).sort();
  const pulls = hub.list().map((pull) => ({
    ...(numbers === 'with numbers' && { number: pull.number }),
    ...{
      branch: pull.branch,
      base: pull.base,
      title: pull.title,
      body: pull.body,
      state: pull.state,
      draft: pull.draft,
    },
    ...{ reason: pull.closedReason, labels: [...pull.labels].sort(), asked: [...pull.asked].sort() },
    ...{ autoMerge: pull.autoMerge, comments: Object.fromEntries(pull.comments) },
    holds: repository.head(pull.branch) && repository.tree(pull.branch).id,
    statuses: newest(hub.posted.get(pull.head) ?? []),
  }));
  return {
    applied: Object.fromEntries(files),
    signals: Object.fromEntries(signals.map(([ref, commit]) => [ref, repository.commit(commit).tree.id])),
    pulls: numbers === 'with numbers' ? pulls : pulls.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

/** Of each context only the newest counts, on every forge: saying the same again is no harm. */
function newest(posted: readonly PostedStatus[]): Readonly<Record<string, string>> {
  const oldestFirst = [...posted].reverse();
  return Object.fromEntries(
    oldestFirst.map(({ context, state, description }) => [context, `${state}: ${description}`]),
  );
}
