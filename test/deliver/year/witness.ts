/**
 * An independent witness: it sees commits, pull requests and what was answered, never `plan` or `decide`, and says what
 * must not be. People's commits are people's; what Meshwright opened and what merging it did is judged.
 */
import type { DeliverySettings } from '../../../src/deliver/settings.ts';
import type { RolloutState } from '../../../src/schedule/state.ts';
import type { HubPull } from '../../support/memory/hub.ts';
import { type Commit, MESHWRIGHT } from '../../support/memory/repository.ts';
import { difference, EMPTY, type Folder } from '../../support/memory/tree.ts';
import { HOUR, type MemoryWorld } from '../../support/memory/world.ts';
import { appliedShare } from './applied-weights.ts';
import type { Author } from './author.ts';
import { expectedStages, parseBranch, readStateText } from './expected.ts';
import { type Fleet, MESH, type ServiceName } from './fleet.ts';
import type { Syncs } from './syncs.ts';
import { judgeOpening } from './witness-opening.ts';

export interface Seen {
  readonly world: MemoryWorld;
  readonly author: Author;
  readonly syncs: Syncs;
  readonly settings: DeliverySettings;
}

export class Witness {
  readonly #seen: Seen;
  /** Paths whose content on the base branch is a person's doing. */
  readonly #touched = new Set<string>();
  /** What the source said when a pull request was opened. */
  readonly #source = new Map<number, Fleet>();
  readonly #checkedMerges = new Set<number>();
  #opened = 0;
  #head: string | undefined;
  transitions = 0;
  openings = 0;

  constructor(seen: Seen) {
    this.#seen = seen;
  }

  /** After every run, or two at once. `whole`: they were not cut off, so nothing may be left half done. */
  afterTick(whole: boolean): void {
    const { world, author, syncs } = this.#seen;
    const pulls = world.hub.list();
    for (const pull of pulls.slice(this.#opened)) {
      this.#source.set(pull.number, author.fleet);
      judgeOpening(this.#seen, pull, author.fleet);
      this.openings += 1;
    }
    this.#opened = pulls.length;
    syncs.asked.length = 0;
    this.#caps(pulls);
    if (whole) this.#oneEach(pulls);
  }

  #caps(pulls: readonly HubPull[]): void {
    const { maxOpen, maxPerHour } = this.#seen.settings;
    const forward = pulls.filter(({ branch }) => !parseBranch(branch).back);
    const open = forward.filter(({ state }) => state === 'open');
    if (open.length > maxOpen)
      throw new Error(`${open.length} are open: ${open.map(({ branch }) => branch).join(', ')}`);
    for (const { openedAt } of forward.slice(-maxPerHour - 1)) {
      const since = openedAt.getTime() - HOUR;
      const within = forward.filter((one) => one.openedAt.getTime() > since && one.openedAt <= openedAt);
      if (within.length > maxPerHour) throw new Error(`${within.length} were opened within an hour`);
    }
  }

  #oneEach(pulls: readonly HubPull[]): void {
    const open = pulls.filter(({ state }) => state === 'open').map(({ branch }) => parseBranch(branch).rollout);
    const twice = open.find((rollout, index) => open.indexOf(rollout) !== index);
    if (twice !== undefined) throw new Error(`${twice} has two open pull requests`);
  }

  /** After people have acted, and at the end of each stretch of time: whatever has come into the base branch. */
  afterPeople(): void {
    const { repository, hub } = this.#seen.world;
    const head = repository.head('main');
    if (head === this.#head || head === undefined) return;
    const merges = new Map(hub.list().flatMap((pull) => (pull.mergeCommit ? [[pull.mergeCommit, pull] as const] : [])));
    for (const commit of this.#newCommits(head)) {
      const pull = merges.get(commit.id);
      if (pull && !this.#checkedMerges.has(pull.number)) this.#merge(pull, commit);
      else for (const path of difference(this.#before(commit), commit.tree).keys()) this.#touched.add(path);
    }
    this.#head = head;
    this.#consistent(repository.commit(head).tree, 'the applied tree');
  }

  /** First parents since the last look, oldest first. */
  #newCommits(head: string): readonly Commit[] {
    const { repository } = this.#seen.world;
    const found: Commit[] = [];
    for (let id: string | undefined = head; id !== undefined && id !== this.#head; id = found[0]!.parents[0])
      found.unshift(repository.commit(id));
    return found;
  }

  #before({ parents }: Commit): Folder {
    return parents[0] === undefined ? EMPTY : this.#seen.world.repository.commit(parents[0]).tree;
  }

  #merge(pull: HubPull, commit: Commit): void {
    this.#checkedMerges.add(pull.number);
    const { rollout } = parseBranch(pull.branch);
    const before = this.#before(commit);
    const byPeople = this.#editsOf(pull);
    for (const path of difference(before, commit.tree).keys()) {
      if (!byPeople.has(path)) {
        if (!path.startsWith(`${MESH}/clusters/`) && !path.startsWith('.meshwright/rollouts/'))
          throw new Error(`pull request ${pull.number} changes ${path}`);
        // Of another rollout's state it changes a part alone: what a person's revert left in the rest stays there.
        const others = path.startsWith('.meshwright/') && path !== statePathOf(rollout);
        if (commit.tree.at(path)?.blob !== this.#tree(pull.head).at(path)?.blob) this.#touched.add(path);
        else if (!others) this.#touched.delete(path);
      } else this.#touched.add(path);
    }
    const [old, now] = [this.#state(before, rollout), this.#state(commit.tree, rollout)];
    if (!now) throw new Error(`pull request ${pull.number} leaves no state of ${rollout}`);
    if (byPeople.size === 0) this.#transition(pull, commit.tree, old, now);
    this.transitions += 1;
  }

  /** Paths that people changed on the branch of a pull request. */
  #editsOf(pull: HubPull): ReadonlySet<string> {
    const { repository } = this.#seen.world;
    const paths = new Set<string>();
    for (let id: string | undefined = pull.head; id !== undefined; ) {
      const commit = repository.commit(id);
      if (commit.by === MESHWRIGHT) break;
      for (const path of difference(this.#before(commit), commit.tree).keys()) paths.add(path);
      id = commit.parents[0];
    }
    return paths;
  }

  #tree(commit: string): Folder {
    return this.#seen.world.repository.commit(commit).tree;
  }

  #state(tree: Folder, rollout: string): RolloutState | undefined {
    const entry = tree.at(statePathOf(rollout));
    return entry && readStateText(this.#seen.world.repository.text(entry.blob));
  }

  #transition(pull: HubPull, tree: Folder, old: RolloutState | undefined, now: RolloutState): void {
    const { stage, back, rollout } = parseBranch(pull.branch);
    const fail = (what: string): void => {
      throw new Error(`pull request ${pull.number} (${pull.branch}): ${what}`);
    };
    if (now.branch !== pull.branch) fail(`its state names ${now.branch}`);
    const same = old && old.planHash === now.planHash && old.round === now.round;
    if (!back) {
      // A bootstrap goes on, whatever the source has become since.
      const goesOn = same || (old?.kind === 'bootstrap' && old.status === 'running');
      const next = goesOn ? old.number + 1 : 1;
      if (now.number !== stage || now.number !== next) fail(`goes to step ${now.number}, not to ${next}`);
      if (same && old.status !== 'running') fail(`goes on although it is ${old.status}`);
    } else if (!['rolled-back', 'superseded'].includes(now.status)) fail(`goes back and is ${now.status}`);
    if (now.kind === 'canary') this.#weights(pull, tree, now, rollout, fail);
  }

  #weights(pull: HubPull, tree: Folder, now: RolloutState, rollout: string, fail: (what: string) => void): void {
    const { back } = parseBranch(pull.branch);
    const fleet = this.#source.get(pull.number)!;
    const [service, plan] = canaryOf(fleet, rollout) ?? [undefined, undefined];
    if (!service || !plan) {
      if (!back) fail('the source has no such canary');
      return;
    }
    const expected = expectedStages(plan);
    const stage = back ? undefined : expected[now.number - 1];
    if (!back && stage?.key !== now.stage) fail(`step ${now.number} is ${now.stage}, not ${stage?.key}`);
    if (!back && now.total !== expected.length) fail(`it has ${now.total} steps, not ${expected.length}`);
    for (let number = 1; number <= fleet.clusters; number += 1) {
      const cluster = `c${String(number).padStart(3, '0')}`;
      const share = appliedShare(this.#seen.world.repository, tree, { cluster, service, to: plan.to });
      const wanted = stage?.weights.get(cluster) ?? 0;
      const path = `${MESH}/clusters/${cluster}/`;
      const byPeople = [...this.#touched].some((one) => one.startsWith(path));
      if (share !== undefined && share !== wanted && !byPeople && isClient(service, number))
        fail(`${cluster} sends ${share} % to ${plan.to}, not ${wanted} %`);
    }
  }

  /** The blob that a state of a running rollout records is the blob in the tree, unless a person has been there. */
  #consistent(tree: Folder, where: string): void {
    const { repository } = this.#seen.world;
    const states = tree.node(`.meshwright/rollouts/${MESH}`);
    if (!states || !('files' in states)) return;
    for (const { blob } of states.files.values()) {
      const state = readStateText(repository.text(blob));
      if (state.status !== 'running') continue;
      for (const [path, recorded] of Object.entries(state.files)) {
        const present = tree.at(path)?.blob;
        if (present !== recorded && !this.#touched.has(path) && !this.#touched.has(statePathOf(state.rollout)))
          throw new Error(`${where}: ${state.rollout} records ${recorded} for ${path}, which holds ${present}`);
      }
    }
  }
}

export function canaryOf(fleet: Fleet, rollout: string) {
  return Object.entries(fleet.services)
    .flatMap(([name, { canary }]) => (canary ? [[name as ServiceName, canary] as const] : []))
    .find(([, canary]) => `${MESH}/${canary.id}` === rollout);
}

/** The first service is called by the gateway alone, which runs in the first cluster. */
function isClient(service: ServiceName, cluster: number): boolean {
  return service !== 'catalog' || cluster === 1;
}

function statePathOf(rollout: string): string {
  return `.meshwright/rollouts/${rollout}.json`;
}
