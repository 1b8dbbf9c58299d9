/** Proves what a plan has left, as if every step of it were taken in turn: what `plan` shows of it. */
import type { BundleMesh } from '../emit/bundle.ts';
import { canaryLane, heldFiles } from '../schedule/canary-lane.ts';
import { desiredFile, type Positions, stageLookup } from '../schedule/desired.ts';
import { rankOfKey } from '../schedule/edits/slots.ts';
import { positionsOf } from '../schedule/plan.ts';
import type { Change, Lane, PlannedStage } from '../schedule/plan-types.ts';
import {
  type ChangedObject,
  joinProofs,
  type Proved,
  type ProvedStep,
  shadowed,
  splitSafely,
} from '../schedule/proof/index.ts';
import { hasMoved, lastStage, rolledBack } from '../schedule/stages.ts';
import { applying, gatesOf } from './conditions.ts';
import { type Ground, groundOf, type Place } from './ground.ts';
import {
  changedLast,
  changedObjects,
  judgeWhole,
  type ObjectsOfFiles,
  planFrom,
  planOf,
  type WholePlan,
} from './spans.ts';
import { pointsFor } from './unconfirmed.ts';

export interface PlanProofs {
  /** By rollout, in the order of its steps. */
  readonly steps: ReadonlyMap<string, readonly ProvedStep[]>;
  /** What was not looked at or could not be read, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Proves each step that is left of each rollout, from where the steps before it lead to; those that another rollout has to
 * go before, from where that one ends. The places are one mesh, in each repository that holds a part of it.
 */
export async function provePlan(places: readonly [Place, ...Place[]]): Promise<PlanProofs> {
  const ground = await groundOf(places);
  const ids = new Set(places.flatMap(({ mesh }) => mesh.plan.lanes.map(({ id }) => id)));
  const steps = new Map([...ids].map((id) => [id, provedLane(ground, id)] as const));
  return { steps, notes: ground.notes };
}

/** One rollout in all repositories, and the objects that its steps change. */
interface Way {
  readonly id: string;
  readonly kind: Lane['kind'];
  /** In the order in which they are taken, each as the first repository that has it tells it. */
  readonly stages: readonly PlannedStage[];
  readonly changes: readonly ChangedObject[];
  /** Index into the versions of `changes` of what is applied now; those before it may still be on their way. */
  readonly now: number;
  readonly plan: readonly WholePlan[];
  readonly isConfirmed: (stage: PlannedStage) => boolean;
  /** Where other canaries stand by then, of those that have to be through first. */
  readonly ends: Positions;
}

function provedLane(ground: Ground, id: string): readonly ProvedStep[] {
  const { prover } = ground;
  const before = awaited(ground, id);
  const trees = new Trees(ground);
  const gone = before.map((one) => {
    const way = wayOf(ground, one, trees, before);
    prover.advance(way.changes);
    trees.advance(one, before);
    return way;
  });
  const way = wayOf(ground, id, trees, before);
  const steps = [...provedSteps(ground, way, trees)];
  prover.advance(way.changes, way.now);
  for (const { changes, now } of gone.reverse()) prover.advance(changes, now);
  return steps;
}

/** Rollouts that have to be through before this one, in an order in which they can be. */
function awaited(ground: Ground, id: string, seen: ReadonlySet<string> = new Set([id])): readonly string[] {
  const lanes = ground.places.flatMap(({ mesh }) => mesh.plan.lanes);
  const waits = lanes.filter((lane) => lane.id === id).flatMap(({ waitsFor = [] }) => waitsFor);
  const first = [...new Set(waits.map(({ rollout }) => rollout))].filter((one) => !seen.has(one));
  const known = first.filter((one) => lanes.some((lane) => lane.id === one));
  return [...new Set(known.flatMap((one) => [...awaited(ground, one, new Set([...seen, ...known])), one]))];
}

/** What the files hold by the time that a rollout begins. */
class Trees {
  readonly #ground: Ground;
  readonly #changed = new Map<string, Change>();

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  /** A rollout is through. */
  advance(id: string, before: readonly string[]): void {
    for (const place of this.#ground.places)
      for (const { changes } of laneAt(place, id, before)?.stages ?? [])
        for (const change of changes) this.#changed.set(change.path, change);
  }

  lookup(lookup: ObjectsOfFiles): ObjectsOfFiles {
    const at = (path: string) => {
      const change = this.#changed.get(path);
      if (!change) return lookup.at(path);
      return change.after && (lookup.seen(change.after.manifest) ?? lookup.blob(change.after.blob));
    };
    return { ...lookup, at };
  }
}

/** A canary that waits for others begins where they have ended: their shares in files of both are those of their end. */
function laneAt({ mesh: { mesh, base, plan } }: Place, id: string, before: readonly string[]): Lane | undefined {
  const lane = plan.lanes.find((one) => one.id === id);
  const canary = mesh.canaries.find((one) => one.id === id);
  const ends = endsOf(mesh, before);
  if (!lane || !canary || Object.keys(ends).length === 0) return lane;
  return canaryLane(mesh, base, canary, { ...positionsOf(mesh, base), ...ends });
}

function endsOf({ canaries }: BundleMesh, ids: readonly string[]): Positions {
  const ended = canaries.filter(({ id }) => ids.includes(id));
  return Object.fromEntries(ended.map((canary) => [canary.id, lastStage(canary).key]));
}

/** Repositories number the steps of a source change by themselves; its keys say the same everywhere. */
function wayOf({ whole, places }: Ground, id: string, trees: Trees, before: readonly string[]): Way {
  const lanes = places.flatMap((place) => {
    const lane = laneAt(place, id, before);
    return lane ? [{ place, lane }] : [];
  });
  const all = lanes.flatMap(({ lane }) => lane.stages);
  const kind = lanes[0]?.lane.kind ?? 'edit';
  const ranks = kind === 'canary' ? ({ number }: PlannedStage) => number : ({ key }: PlannedStage) => rankOfKey(key);
  const byKey = new Map(all.toReversed().map((stage) => [stage.key, stage]));
  const stages = [...byKey.values()].sort((a, b) => ranks(a) - ranks(b));
  const spans = places.map((place) => {
    const lane = lanes.find((one) => one.place === place)?.lane;
    const points = before.length > 0 ? [] : pointsFor(place.unconfirmed, knownBefore(place, lane));
    const steps = stages.map(({ key }) => lane?.stages.find((one) => one.key === key)?.changes ?? []);
    const lookup = trees.lookup(place.lookup);
    // What goes before is through by then.
    const plan = before.length > 0 ? planFrom([], steps, lookup) : planOf(place, id, steps, lookup);
    return { earlier: points.length, changes: changedObjects(points, steps, lookup), plan };
  });
  const now = Math.max(0, ...spans.map(({ earlier }) => earlier));
  const changes = spans.flatMap(({ earlier, changes: own }) =>
    own.map((change) => ({
      ...change,
      versions: [...Array(now - earlier).fill(change.versions[0]), ...change.versions],
    })),
  );
  const isConfirmed = (stage: PlannedStage) => stage.confirm || places.some((place) => isApplied(place, id));
  return {
    id,
    kind,
    stages,
    changes,
    now,
    plan: spans.map(({ plan }) => plan),
    isConfirmed,
    ends: endsOf(whole, before),
  };
}

/** What is applied everywhere before the first of the steps that are left is opened, by the branches that brought it. */
function knownBefore({ seen, mesh }: Place, lane: Lane | undefined): ReadonlySet<string> {
  const [stage] = lane?.stages ?? [];
  if (!lane || !stage) return new Set();
  return new Set(applying(seen, mesh, { rollout: lane.id, next: { lane, stage } }).map(({ branch }) => branch));
}

/** Whether somebody is asked about every stage whether it is applied. */
function isApplied({ mesh }: Place, id: string): boolean {
  return gatesOf(mesh, id).some(({ kind }) => kind === 'applied');
}

function* provedSteps(ground: Ground, way: Way, trees: Trees): Generator<ProvedStep> {
  const { prover, objects } = ground;
  const { id: rollout, stages, changes, now } = way;
  for (const [index, stage] of stages.entries()) {
    const { key, number, total } = stage;
    const at = now + index + 1;
    const first = beginningOf(way, index);
    prover.advance(changes, first);
    const own = between(changes, first, at);
    const from = stages[index - 1]?.key ?? 'start';
    const step = { rollout, number, total };
    const { proved, parts } = inParts(ground, way, own, between(changes, at - 1, at));
    yield { ...step, from, to: key, proved, shadowed: shadowed(own, objects.foreign), ...(parts > 1 && { parts }) };
    if (way.kind !== 'canary' || !hasMoved(stage)) continue;
    prover.advance(changes, first);
    const back = wayBack(ground, way, trees, first, at);
    const restored = prover.prove(back, { restores: true, about: changedLast(back) });
    yield { ...step, from: key, to: 'rolled-back', proved: restored, shadowed: shadowed(back, objects.foreign) };
  }
  const [last] = stages.slice(-1);
  if (!last || stages.length < 2) return;
  prover.advance(changes, now);
  const proved = judgeWhole(prover, way.plan, ground.limitsOf(way.kind));
  if (!proved) return;
  const { key, number, total } = last;
  yield { rollout, from: 'start', to: key, number, total, proved, shadowed: [], whole: true };
}

/** The last stage that is known to be applied everywhere when a step is proposed. */
function beginningOf({ stages, now, isConfirmed }: Way, index: number): number {
  // What is known before the first of them is left out of the versions already.
  for (let i = index; i > 0; i--) {
    const stage = stages[i];
    if (stage && isConfirmed(stage)) return now + i;
  }
  return 0;
}

function between(changes: readonly ChangedObject[], from: number, to: number): readonly ChangedObject[] {
  return changes.flatMap((change) => {
    const versions = change.versions.slice(from, to + 1);
    return differs({ ...change, versions }) ? [{ ...change, versions }] : [];
  });
}

/** A change of the source that is not safe at once comes in parts, where there are some that are. */
function inParts(
  { prover, places, limitsOf }: Ground,
  { kind }: Way,
  changes: readonly ChangedObject[],
  alone: readonly ChangedObject[],
): { readonly proved: Proved; readonly parts: number } {
  const limits = limitsOf(kind);
  const proved = prover.prove(changes, { ...limits, about: changedLast(changes) });
  if (proved.verdict === 'safe' || kind === 'canary' || places.length > 1) return { proved, parts: 1 };
  prover.advance(changes, Math.max(0, (changes[0]?.versions.length ?? 2) - 2));
  const split = splitSafely(prover, alone, limits);
  const joined = joinedOf(split.proofs);
  return split.parts.length > 1 && joined ? { proved: joined, parts: split.parts.length } : { proved, parts: 1 };
}

function joinedOf([first, ...others]: readonly Proved[]): Proved | undefined {
  return first && others.reduce((a, b) => joinProofs(a, b), first);
}

/** From a stage of a canary, and those before it that may not be applied yet, to no traffic on the new version. */
function wayBack({ places }: Ground, way: Way, trees: Trees, first: number, at: number): readonly ChangedObject[] {
  const keyOf = ({ cluster, id }: ChangedObject) => `${cluster} ${id}`;
  const back = places.flatMap(({ mesh: { mesh, base }, lookup }) => {
    const canary = mesh.canaries.find(({ id }) => id === way.id);
    if (!canary) return [];
    const others = stageLookup(mesh, { ...positionsOf(mesh, base), ...way.ends });
    const changes = heldFiles(mesh, canary).flatMap((path): Change[] => {
      const file = mesh.files[path];
      // Subsets stay as they are: what nobody needs any more goes later.
      if (!file || file.kind === 'DestinationRule') return [];
      const after = desiredFile(file, (id) => (id === way.id ? rolledBack(canary) : others(id)));
      return [{ path, before: undefined, after }];
    });
    return changedObjects([], [changes], trees.lookup(lookup));
  });
  const ends = new Map(back.map((change) => [keyOf(change), change.versions.at(-1)]));
  const isNew = (change: ChangedObject) => !way.changes.some((one) => keyOf(one) === keyOf(change));
  const moved = way.changes.map((change) => {
    const { versions } = change;
    // What the way back leaves as it is now is no change there.
    const end = ends.has(keyOf(change)) ? ends.get(keyOf(change)) : versions[isRule(change) ? at : way.now];
    return { ...change, versions: [...versions.slice(first, at + 1), end] };
  });
  const unmoved = back.filter(isNew).map((change) => {
    const { versions } = change;
    return { ...change, versions: [...Array(at - first + 1).fill(versions[0]), ends.get(keyOf(change))] };
  });
  return [...moved, ...unmoved].filter(differs);
}

function isRule({ versions }: ChangedObject): boolean {
  return versions.some((version) => version?.kind === 'DestinationRule');
}

function differs({ versions }: ChangedObject): boolean {
  return versions.some((version) => version !== versions[0]);
}
