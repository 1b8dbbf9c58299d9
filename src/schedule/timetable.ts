import type { BundleMesh } from '../emit/bundle.ts';
import type { CanarySpec, GateSpec, Permille } from '../model/specs.ts';
import type { StageCapacity } from './capacity/types.ts';
import { type Moves, movesFor } from './moves.ts';
import type { Base, Lane, Plan, PlannedStage, Stop, Wait } from './plan-types.ts';
import type { Phase } from './stages.ts';
import type { LaneKind } from './state.ts';

/** What is left of every rollout of a mesh, with the earliest time of each step. Plain JSON, times in milliseconds from now. */
export interface Timetable {
  readonly mesh: string;
  readonly rollouts: readonly TimedRollout[];
  readonly stops: readonly Stop[];
  /** When the last rollout ends. */
  readonly ends: number;
}

export interface TimedRollout {
  readonly id: string;
  readonly kind: LaneKind;
  /** Of a canary; undefined where the source has it no more. */
  readonly about: (Moves & Pick<CanarySpec, 'mirror' | 'cohort' | 'sticky'>) | undefined;
  /** Rollouts that have to be through first, and why; none where it can begin. */
  readonly waitsFor: readonly Wait[];
  /** The rollout under way whose place it takes; absent where there is none. */
  readonly takesOver?: string;
  readonly begins: number;
  readonly ends: number;
  readonly steps: readonly TimedStep[];
  /** What moves at each step and who serves it, the stage before the first step first; absent where nothing is declared. */
  readonly capacity?: readonly StageCapacity[];
}

export interface TimedStep {
  readonly key: string;
  readonly phase: Phase;
  readonly number: number;
  readonly total: number;
  /** When it is merged and applied, if everything goes at once that no time is set for. */
  readonly begins: number;
  /** When whatever follows it may begin. */
  readonly ends: number;
  /** Clusters whose files change. */
  readonly clusters: readonly string[];
  readonly files: readonly string[];
  /** Shares of the new version, client clusters that move alike together; empty where no weight moves. */
  readonly moves: readonly Move[];
  readonly bake: number;
  /** Whether what follows needs a confirmation that every cluster has applied this step. */
  readonly confirm: boolean;
  /** Kinds of the gates that judge it before what follows. */
  readonly gates: readonly string[];
}

export interface Move {
  readonly clusters: readonly string[];
  readonly before: Permille;
  readonly after: Permille;
}

/** An applied tree that holds what the source compiles to, no rollout begun: what the source's own rollouts start from. */
export function atStart(mesh: BundleMesh): Base {
  const files = Object.entries(mesh.files).map(([path, { blob }]) => [path, { blob, owned: true }] as const);
  return { files: new Map(files), states: new Map(), baked: new Set() };
}

/** When each step of a plan may come at the earliest: reviews, merges and syncs are taken to need no time. */
export function timetable(mesh: BundleMesh, { lanes, stops }: Plan): Timetable {
  const byId = new Map(lanes.map((lane) => [lane.id, lane]));
  const awaited = new Set(
    lanes.flatMap(({ waitsFor = [] }) =>
      waitsFor.flatMap(({ rollout, because }) => (because === 'change' ? rollout : [])),
    ),
  );
  const timed = new Map<string, TimedRollout>();
  const timeOf = (lane: Lane, seen: ReadonlySet<string>): TimedRollout => {
    const known = timed.get(lane.id);
    if (known) return known;
    const before = (lane.waitsFor ?? []).flatMap(({ rollout }) => (seen.has(rollout) ? [] : (byId.get(rollout) ?? [])));
    const begins = Math.max(0, ...before.map((one) => timeOf(one, new Set([...seen, one.id])).ends));
    const rollout = timedRollout(mesh, lane, begins, awaited.has(lane.id));
    timed.set(lane.id, rollout);
    return rollout;
  };
  const rollouts = lanes.map((lane) => timeOf(lane, new Set([lane.id])));
  return { mesh: mesh.inventory.mesh, rollouts, stops, ends: Math.max(0, ...rollouts.map(({ ends }) => ends)) };
}

/** The timetable with what is known of capacity, by rollout: of the steps that are left, and of what is before them. */
export function withCapacity(timetable: Timetable, known: ReadonlyMap<string, readonly StageCapacity[]>): Timetable {
  const rollouts = timetable.rollouts.map((rollout) => {
    const stages = known.get(rollout.id) ?? [];
    const first = stages.findIndex(({ stage }) => stage === rollout.steps[0]?.key);
    return first === -1 ? rollout : { ...rollout, capacity: stages.slice(Math.max(0, first - 1)) };
  });
  return { ...timetable, rollouts };
}

function timedRollout(mesh: BundleMesh, lane: Lane, begins: number, awaited: boolean): TimedRollout {
  const canary = mesh.canaries.find(({ id }) => id === lane.id);
  const gates = [...mesh.gates, ...(canary?.gates ?? [])];
  const propagation = canary?.propagation ?? mesh.propagation;
  const steps: TimedStep[] = [];
  let at = begins;
  for (const [i, stage] of lane.stages.entries()) {
    const confirm = lane.stages[i + 1]?.confirm ?? awaited;
    const step = timedStep(mesh, stage, { begins: at, confirm, propagation, gates });
    steps.push(step);
    at = step.ends;
  }
  return {
    id: lane.id,
    kind: lane.kind,
    about: canary && aboutOf(canary),
    waitsFor: lane.waitsFor ?? [],
    ...(lane.stages[0]?.takesOver !== undefined && { takesOver: lane.stages[0].takesOver }),
    begins,
    ends: at,
    steps,
  };
}

function aboutOf(canary: CanarySpec): TimedRollout['about'] {
  const { mirror, cohort, sticky } = canary;
  return { ...movesFor(canary), ...(mirror && { mirror }), ...(cohort && { cohort }), ...(sticky && { sticky }) };
}

interface Circumstances {
  readonly begins: number;
  readonly confirm: boolean;
  readonly propagation: number;
  readonly gates: readonly GateSpec[];
}

function timedStep(mesh: BundleMesh, stage: PlannedStage, about: Circumstances): TimedStep {
  const { key, phase, number, total, bake, changes } = stage;
  const { begins, confirm, propagation, gates } = about;
  const clusters = [...new Set(changes.map(({ path }) => mesh.files[path]?.cluster ?? path.split('/')[2] ?? path))];
  const files = changes.map(({ path }) => path);
  const kinds = [...new Set(gates.map(({ kind }) => kind))];
  // Proxies learn of a step while it bakes; both count from when it is applied.
  const learning = confirm || kinds.includes('applied') ? propagation : 0;
  const ends = begins + Math.max(bake, learning, ...gates.map(bakeAsked));
  const moves = movesOf(stage);
  return { key, phase, number, total, begins, ends, clusters, files, moves, bake, confirm, gates: kinds };
}

/** What a gate of the kind `bake` asks for beside the wave's own. */
function bakeAsked({ kind, milliseconds }: GateSpec): number {
  return kind === 'bake' && typeof milliseconds === 'number' ? milliseconds : 0;
}

function movesOf({ weights, weightsBefore }: PlannedStage): readonly Move[] {
  const moves = new Map<string, { clusters: string[]; before: Permille; after: Permille }>();
  for (const cluster of new Set([...Object.keys(weightsBefore), ...Object.keys(weights)])) {
    const [before, after] = [weightsBefore[cluster] ?? 0, weights[cluster] ?? 0];
    if (before === after) continue;
    const move = moves.get(`${before} ${after}`);
    if (move) move.clusters.push(cluster);
    else moves.set(`${before} ${after}`, { clusters: [cluster], before, after });
  }
  return [...moves.values()];
}
