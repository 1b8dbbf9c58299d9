import type { BundleMesh } from '../emit/bundle.ts';
import { isOwned } from '../emit/file.ts';
import { readManifests } from '../read/manifests.ts';
import type { Base, BaseFile } from '../schedule/plan-types.ts';
import { type RolloutState, STATE_FOLDER, statePath } from '../schedule/state.ts';
import type { Forge, PostedStatus, PullRequest } from './forges/contract.ts';
import type { Git, TreeEntry } from './git.ts';
import { GATE } from './marks.ts';
import { DEFAULT_SETTINGS, type DeliverySettings } from './settings.ts';
import { readSignals, type Signals } from './signals.ts';
import { readState } from './state-file.ts';

/** Everything that deciding needs to know of the world, gathered once. */
export interface Observation {
  /** Milliseconds by the forge's clock. */
  readonly now: number;
  readonly clockScale: number;
  readonly branch: string;
  /** Head of the applied tree's branch; undefined while it does not exist. */
  readonly head: string | undefined;
  /** When that head was committed; gives proposals a date that is the same for every tick. */
  readonly headDate: Date;
  readonly pulls: readonly PullRequest[];
  /** Heads of the branches `meshwright/*`. */
  readonly branches: ReadonlyMap<string, string>;
  readonly meshes: readonly ObservedMesh[];
  /** How people name the repository, where there are several. */
  readonly repository: string;
  readonly settings: DeliverySettings;
  /** What people have said without a pull request. */
  readonly signals: Signals;
  /** Rollouts that `.meshwright/hold` names; undefined while there is no such file. */
  readonly hold: readonly string[] | undefined;
  /** What the head of each open pull request says as `meshwright/gate`; undefined on a forge without statuses. */
  readonly marked: ReadonlyMap<number, PostedStatus | undefined> | undefined;
  /** Whether the forge has comments. */
  readonly comments: boolean;
}

export interface ObservedMesh {
  readonly mesh: BundleMesh;
  readonly base: Base;
  /** When each rollout's present stage was merged, in milliseconds. */
  readonly mergedAt: ReadonlyMap<string, number>;
}

export interface ObserveRequest {
  readonly git: Git;
  readonly forge: Forge;
  readonly branch: string;
  readonly clockScale: number;
  readonly meshes: readonly BundleMesh[];
  readonly settings?: DeliverySettings;
}

/** A file of the applied tree that holds everything but the rollback of the rollouts it names, one a line. */
export const HOLD = '.meshwright/hold';

export async function observe(request: ObserveRequest): Promise<Observation> {
  const { git, forge, branch, clockScale, meshes, settings = DEFAULT_SETTINGS } = request;
  // In this order: what the forge calls merged must be in the branch that is read after it.
  const pulls = await forge.list();
  const head = await git.fetchBase(forge.remote, branch);
  const now = (await forge.now()).getTime();
  const tree = head === undefined ? new Map<string, TreeEntry>() : await git.listTree(head);
  const signals = await readSignals(git);
  const settled = new Set([...signals.settled.values()].flatMap((tokens) => [...tokens]));
  const observed = await Promise.all(
    meshes.map((mesh) => observeMesh({ git, head, pulls, tree, now, clockScale, settled }, mesh)),
  );
  const headDate = (head && (await git.changedAt(head, '.'))) || new Date('2000-01-01T00:00:00Z');
  const branches = await git.remoteBranches();
  const hold = await readHold(git, tree);
  const marked = await readMarks(forge, pulls);
  const repository = forge.remote;
  return {
    ...{ now, clockScale, branch, head, headDate, pulls, branches, repository },
    ...{ meshes: observed, settings, signals, hold, marked, comments: forge.abilities.comment !== undefined },
  };
}

async function readHold(git: Git, tree: ReadonlyMap<string, TreeEntry>): Promise<readonly string[] | undefined> {
  const blob = tree.get(HOLD)?.blob;
  if (blob === undefined) return undefined;
  const text = (await git.readBlobs([blob])).get(blob) ?? '';
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return lines.filter((line) => line !== '');
}

async function readMarks(forge: Forge, pulls: readonly PullRequest[]): Promise<Observation['marked']> {
  if (!forge.abilities.statuses) return undefined;
  const marks = new Map<number, PostedStatus | undefined>();
  for (const pull of pulls.filter(({ state }) => state === 'open')) {
    const statuses = await forge.abilities.statuses(pull.head);
    marks.set(
      pull.number,
      statuses.find(({ context }) => context === GATE),
    );
  }
  return marks;
}

interface Seen {
  readonly git: Git;
  readonly head: string | undefined;
  readonly pulls: readonly PullRequest[];
  readonly tree: ReadonlyMap<string, TreeEntry>;
  readonly now: number;
  readonly clockScale: number;
  readonly settled: ReadonlySet<string>;
}

async function observeMesh(seen: Seen, mesh: BundleMesh): Promise<ObservedMesh> {
  const states = await readStates(seen, `${STATE_FOLDER}${mesh.inventory.mesh}/`);
  const mergedAt = new Map<string, number>();
  for (const state of states.values()) {
    // Finished changes of the source bake no more, and they grow in number for as long as the repository lives.
    if (state.kind !== 'canary' && state.status !== 'running') continue;
    const time = await mergeTime(seen, state);
    if (time !== undefined) mergedAt.set(state.rollout, time);
  }
  const baked = [...states.values()].filter((state) => {
    const since = mergedAt.get(state.rollout);
    return since !== undefined && seen.now >= since + state.bake / seen.clockScale;
  });
  const base = {
    files: await readFiles(seen, mesh),
    states,
    baked: new Set(baked.map((state) => state.rollout)),
    settled: seen.settled,
  };
  return { mesh, base, mergedAt };
}

async function readStates({ git, tree }: Seen, folder: string): Promise<Map<string, RolloutState>> {
  const found = [...tree].filter(([path]) => path.startsWith(folder) && path.endsWith('.json'));
  const texts = await git.readBlobs(found.map(([, { blob }]) => blob));
  const states = found.map(([path, { blob }]) => readState(path, texts.get(blob) ?? ''));
  return new Map(states.map((state) => [state.rollout, state]));
}

/** The later of the commit on the base branch and the forge's word: either alone can be backdated by how it was merged. */
async function mergeTime({ git, head, pulls }: Seen, state: RolloutState): Promise<number | undefined> {
  const committed = head === undefined ? undefined : await git.changedAt(head, statePath(state.rollout), '"since":');
  const pull = pulls.find(({ branch, state: is }) => branch === state.since && is === 'merged');
  const times = [committed?.getTime(), pull?.mergedAt && Date.parse(pull.mergedAt)].filter(
    (time) => typeof time === 'number',
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Only files that differ from the target are read: for their owner, and for the objects of some kinds. */
async function readFiles({ git, tree }: Seen, mesh: BundleMesh): Promise<Map<string, BaseFile>> {
  const prefix = `${mesh.inventory.mesh}/clusters/`;
  const present = [...tree].filter(([path]) => path.startsWith(prefix));
  const differing = present.filter(([path, { blob, mode }]) => isFile(mode) && mesh.files[path]?.blob !== blob);
  const texts = await git.readBlobs(differing.map(([, { blob }]) => blob));
  // Clusters share most texts: each is looked at once.
  const known = new Map<string, BaseFile>();
  const fileAt = (path: string, entry: TreeEntry) => {
    const key = `${entry.mode} ${entry.blob} ${isRule(path)}`;
    const file = known.get(key) ?? baseFile(path, entry, texts.get(entry.blob));
    if (texts.has(entry.blob)) known.set(key, file);
    return file;
  };
  return new Map(present.map(([path, entry]) => [path, fileAt(path, entry)]));
}

/** Kinds that other objects rely on, or that can stand in for each other: the schedule has to look into them. */
function isRule(path: string): boolean {
  return /\/(destinationrule|virtualservice|gateway|serviceentry|peerauthentication|authorizationpolicy|requestauthentication)\./.test(
    path,
  );
}

function isFile(mode: string): boolean {
  return mode.startsWith('100');
}

function baseFile(path: string, { blob, mode }: TreeEntry, text: string | undefined): BaseFile {
  // A link or a submodule has no text of ours, whatever stands behind it.
  if (!isFile(mode)) return { blob, owned: false };
  if (text === undefined) return { blob, owned: true };
  const manifest = isRule(path) ? readManifests(text, path).manifests[0]?.manifest : undefined;
  return { blob, owned: isOwned(text), ...(manifest && { manifest }) };
}
