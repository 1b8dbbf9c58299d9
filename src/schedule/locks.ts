/** Rollouts that can influence the same thing go one after the other: who is under way goes on, and of others one begins. */
import type { BundleMesh } from '../emit/bundle.ts';
import { movesOf } from '../model/specs.ts';
import { type Move, movesIn } from './moves.ts';
import type { Lane, Wait } from './plan-types.ts';
import type { RolloutState } from './state.ts';

/** What a rollout can influence, in all clusters of the mesh. */
export interface Locks {
  readonly files: ReadonlySet<string>;
  /** Versions of services whose share it moves: `<namespace>/<service> <version>`. */
  readonly workloads: ReadonlySet<string>;
}

/** A rollout with what nobody else may begin to influence. */
export interface Holder {
  readonly rollout: string;
  readonly locks: Locks;
  /** Those of what is under way alone, where the source describes the rollout otherwise by now. */
  readonly recorded?: Locks;
}

/** The locks of each canary of the source, by its id. */
export function locksIn({ files, part, canaries }: BundleMesh): ReadonlyMap<string, Locks> {
  const held = new Map<string, Set<string>>(canaries.map(({ id }) => [id, new Set()]));
  for (const [path, { variants = [] }] of Object.entries(part?.whole ?? files))
    for (const { rollout } of variants) held.get(rollout)?.add(path);
  return new Map(
    canaries.map((canary) => [
      canary.id,
      { files: held.get(canary.id) ?? new Set(), workloads: workloadsOf(movesOf(canary)) },
    ]),
  );
}

function workloadsOf(moves: readonly Move[]): ReadonlySet<string> {
  return new Set(moves.flatMap(({ service, from, to }) => [`${service} ${from}`, `${service} ${to}`]));
}

/** A rollout under way holds what it has written, and what it may write by its Canary as the source has it now. */
export function holderOf(state: RolloutState, known: ReadonlyMap<string, Locks>): Holder {
  const { rollout, files } = state;
  const own = known.get(rollout);
  const recorded = { files: new Set(Object.keys(files)), workloads: workloadsOf(movesIn(state)) };
  const locks = {
    files: new Set([...recorded.files, ...(own?.files ?? [])]),
    workloads: new Set([...recorded.workloads, ...(own?.workloads ?? [])]),
  };
  return { rollout, locks, recorded };
}

/** What two rollouts share, a file before a version; undefined where they have nothing to do with each other. */
export function meeting(a: Locks, b: Locks): Pick<Wait, 'file' | 'workload'> | undefined {
  const file = firstShared(a.files, b.files);
  if (file !== undefined) return { file };
  const workload = firstShared(a.workloads, b.workloads);
  return workload === undefined ? undefined : { workload };
}

function firstShared(a: ReadonlySet<string>, b: ReadonlySet<string>): string | undefined {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  return [...few].filter((one) => many.has(one)).sort()[0];
}

/**
 * The same lanes, canaries that have not begun behind what holds something of theirs. Of those that nothing holds back
 * as many begin as share nothing, in the order of their ids; the others wait for all that begin before them.
 * `elsewhere`: canaries that other repositories are to begin.
 */
export function inTurn(
  lanes: readonly Lane[],
  known: ReadonlyMap<string, Locks>,
  underWay: readonly Holder[],
  elsewhere: readonly Lane[] = [],
): Lane[] {
  const all = [...lanes, ...elsewhere];
  const heirs = heirsIn(all, known, underWay);
  const holders = [...underWay, ...[...heirs.values()].map(({ holder }) => holder)];
  const begun = new Set(holders.map(({ rollout }) => rollout));
  const fresh = new Map<string, Holder>();
  for (const { id, kind } of all) {
    const locks = known.get(id);
    if (kind === 'canary' && locks && !begun.has(id)) fresh.set(id, { rollout: id, locks });
  }
  const without = new Set(all.filter(hasNoTurn).map(({ id }) => id));
  const order = [...fresh.values()]
    .filter(({ rollout }) => !without.has(rollout))
    .sort((a, b) => (a.rollout < b.rollout ? -1 : 1));
  const first = startersOf(order, holders);
  return lanes.map((lane) => {
    const own = fresh.get(lane.id);
    const kept = (lane.waitsFor ?? []).filter(({ because }) => because !== 'held' && because !== 'turn');
    const told = new Set(kept.map(({ rollout }) => rollout));
    const locked = own ? waitsOf(own, { underWay: holders, order, first }) : (heirs.get(lane.id)?.waits ?? []);
    const waits = [...kept, ...locked.filter(({ rollout }) => !told.has(rollout))];
    const { waitsFor: _, ...rest } = lane;
    return waits.length > 0 ? { ...rest, waitsFor: waits } : rest;
  });
}

interface Heir {
  readonly holder: Holder;
  readonly waits: readonly Wait[];
}

/** Who takes over from a rollout under way has its locks, and waits only for what it needs beside them. */
function heirsIn(
  lanes: readonly Lane[],
  known: ReadonlyMap<string, Locks>,
  underWay: readonly Holder[],
): ReadonlyMap<string, Heir> {
  const found = lanes.flatMap(({ id, stages: [stage] }): [string, Heir][] => {
    const locks = known.get(id);
    const old = underWay.find(({ rollout }) => rollout === stage?.takesOver);
    if (!locks || !old) return [];
    const others = underWay.filter((one) => one.rollout !== id && !meeting(one.locks, old.recorded ?? old.locks));
    return [[id, { holder: { rollout: id, locks }, waits: behind(others, locks, 'held') }]];
  });
  return new Map(found);
}

/** Behind a rollout that waits for a person, or for one that it is queued behind, others need not wait with it. */
function hasNoTurn({ waitsFor = [] }: Lane): boolean {
  return waitsFor.some(({ because }) => because === 'stopped' || because === 'queue');
}

function startersOf(order: readonly Holder[], underWay: readonly Holder[]): ReadonlySet<string> {
  const holders = [...underWay];
  const first = new Set<string>();
  for (const one of order) {
    if (holders.some(({ locks }) => meeting(locks, one.locks))) continue;
    holders.push(one);
    first.add(one.rollout);
  }
  return first;
}

interface Queue {
  readonly underWay: readonly Holder[];
  readonly order: readonly Holder[];
  readonly first: ReadonlySet<string>;
}

function waitsOf({ rollout, locks }: Holder, { underWay, order, first }: Queue): Wait[] {
  if (first.has(rollout)) return [];
  const before = order.filter((other) => first.has(other.rollout) || other.rollout < rollout);
  return [...behind(underWay, locks, 'held'), ...behind(before, locks, 'turn')].filter(
    (wait) => wait.rollout !== rollout,
  );
}

function behind(others: readonly Holder[], locks: Locks, because: Wait['because']): Wait[] {
  return others.flatMap((other): Wait[] => {
    const shared = meeting(other.locks, locks);
    return shared ? [{ rollout: other.rollout, because, ...shared }] : [];
  });
}
