/** Steps that nobody knows to be applied everywhere: what clusters may hold when the next one comes. */
import type { Manifest } from '../istio/manifest.ts';
import { readManifests } from '../read/manifests.ts';
import { stagesOf } from '../schedule/stages.ts';
import { BRANCHES } from './branches.ts';
import { gatesOf } from './conditions.ts';
import type { PullRequest } from './forges/contract.ts';
import type { Git } from './git.ts';
import type { Observation, ObservedMesh } from './observe.ts';

/** The merges of one mesh since the last that is known to be applied everywhere, oldest first. */
export interface Unconfirmed {
  readonly merges: readonly Merge[];
  /** Before each of them: the blobs, by path, of files that any of them has changed. */
  readonly points: readonly ReadonlyMap<string, string | undefined>[];
  /** What files held that are others by now, by blob. */
  readonly objects: ReadonlyMap<string, Manifest>;
}

export interface Merge {
  readonly rollout: string;
  /** Of the step, as its branch tells it; 0 for a way back. */
  readonly step: number;
  readonly branch: string;
  readonly pull: number;
  readonly at: number;
  readonly commit: string;
}

/** So many merges are looked back at. Whoever goes on for longer without a word from anybody is believed. */
const MOST = 6;

const NONE: Unconfirmed = { merges: [], points: [], objects: new Map() };

type Seen = Pick<Observation, 'pulls' | 'head'>;

/** Those of the mesh, whatever rollout they were of: files of one may matter to requests that another is about. */
export async function unconfirmed(git: Git, seen: Seen, observed: ObservedMesh): Promise<Unconfirmed> {
  const merges = mergesSince(seen, observed).slice(-MOST);
  const [first] = merges;
  if (!first || seen.head === undefined) return NONE;
  const start = await git.parentOf(first.commit);
  // Somebody has forced the branch: what was before can no longer be told.
  if (start === undefined || !(await git.contains(seen.head, first.commit))) return NONE;
  const commits = [start, ...merges.slice(0, -1).map(({ commit }) => commit), seen.head];
  const prefix = `${observed.mesh.inventory.mesh}/clusters/`;
  const steps: ReadonlyMap<string, string | undefined>[] = [];
  for (let i = 1; i < commits.length; i++) {
    const changes = await git.proposedChanges(commits[i - 1], commits[i]!);
    steps.push(new Map([...changes].filter(([path]) => path.startsWith(prefix))));
  }
  const paths = new Set(steps.flatMap((step) => [...step.keys()]));
  if (paths.size === 0) return NONE;
  const tree = await git.listTree(start);
  const points = [new Map([...paths].map((path) => [path, tree.get(path)?.blob] as const))];
  for (const step of steps.slice(0, -1)) points.push(new Map([...points.at(-1)!, ...step]));
  return { merges, points, objects: await objectsOf(git, observed, points) };
}

/** Texts that the applied tree no longer has. */
async function objectsOf(
  git: Git,
  { base }: ObservedMesh,
  points: Unconfirmed['points'],
): Promise<Map<string, Manifest>> {
  const present = new Set([...base.files.values()].map(({ blob }) => blob));
  const gone = points.flatMap((point) => [...point.values()].filter((blob) => blob !== undefined));
  const texts = await git.readBlobs(new Set(gone.filter((blob) => !present.has(blob))));
  return new Map(
    [...texts].flatMap(([blob, text]) => {
      const [only, ...more] = readManifests(text, blob).manifests;
      return only && more.length === 0 ? [[blob, only.manifest] as const] : [];
    }),
  );
}

/**
 * A person confirms everything that was merged up to a pull request. So does a step that is merged and was not opened before
 * the one before it was known to be applied.
 */
function mergesSince({ pulls }: Seen, observed: ObservedMesh): readonly Merge[] {
  const found = pulls.flatMap((pull) => mergeOf(pull, observed)).sort((a, b) => a.at - b.at || a.pull - b.pull);
  const confirmed = new Set(pulls.filter((pull) => pull.confirmedAt !== undefined).map(({ number }) => number));
  let first = 0;
  found.forEach((merge, index) => {
    if (confirmed.has(merge.pull)) first = Math.max(first, index + 1);
    const before = found.slice(0, index).findLastIndex(({ rollout }) => rollout === merge.rollout);
    if (before >= 0 && asksForConfirmation(observed, merge)) first = Math.max(first, before + 1);
  });
  return found.slice(first);
}

function mergeOf({ number, branch, state, mergedAt, mergeCommit }: PullRequest, { mesh }: ObservedMesh): Merge[] {
  const own = `${BRANCHES}${mesh.inventory.mesh}/`;
  if (state !== 'merged' || mergedAt === undefined || mergeCommit === undefined || !branch.startsWith(own)) return [];
  const [, rollout = '', step] = /^(.*)\/(?:(\d+)-)?[^/]*$/.exec(branch.slice(BRANCHES.length)) ?? [];
  return [{ rollout, step: Number(step ?? 0), branch, pull: number, at: Date.parse(mergedAt), commit: mergeCommit }];
}

/** Whether a step is opened only once the one before it is known to be applied. */
function asksForConfirmation(observed: ObservedMesh, { rollout, step }: Merge): boolean {
  if (step < 2) return false;
  if (gatesOf(observed, rollout).some(({ kind }) => kind === 'applied')) return true;
  const canary = observed.mesh.canaries.find(({ id }) => id === rollout);
  if (!canary) return /^[^/]+\/(bootstrap$|edit-)/.test(rollout);
  const stages = stagesOf(canary);
  return stages[step - 1]?.phase !== stages[step - 2]?.phase;
}

/**
 * Points that clusters may be at when a step is opened, the oldest first; none where everything is known to be applied by
 * then. `known`: branches that it waits for until they are applied.
 */
export function pointsFor({ merges, points }: Unconfirmed, known: ReadonlySet<string>): Unconfirmed['points'] {
  return points.slice(merges.findLastIndex(({ branch }) => known.has(branch)) + 1);
}
