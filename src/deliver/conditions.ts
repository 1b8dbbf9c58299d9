import { judgesAnyRollout } from '../gates/evaluate.ts';
import type { GateFacts } from '../gates/gate.ts';
import type { GateSpec } from '../model/specs.ts';
import type { Lane, PlannedStage } from '../schedule/plan-types.ts';
import type { RolloutState } from '../schedule/state.ts';
import { canaryFacts } from './canary-facts.ts';
import type { Observation, ObservedMesh } from './observe.ts';

/** A gate, and what it is to judge by. */
export interface Condition {
  readonly spec: GateSpec;
  readonly facts: GateFacts;
  /** The branch that brought the stage it is about; none before the first. */
  readonly branch: string;
  /** Another rollout that it is about: what this one stands on. */
  readonly of?: string;
}

/** A rollout whose stage in force is judged: with the step that is to follow, or at its end. */
export interface Subject {
  readonly rollout: string;
  readonly next: { readonly lane: Lane; readonly stage: PlannedStage } | undefined;
}

const BY_A_PERSON: GateSpec = { kind: 'applied', by: 'none' };

/** What must be applied before anything else is asked: the ground the next stage stands on, then the stage in force. */
export function applying(seen: Observation, mesh: ObservedMesh, subject: Subject): Condition[] {
  const spec = appliedGate(mesh, subject.rollout);
  const ground = groundOf(seen, mesh, subject).map((state) => {
    const facts = factsOf(seen, mesh, state);
    const confirmedAt = coveredAt(seen, state.branch);
    const { branch, rollout: of } = state;
    return { spec: spec ?? BY_A_PERSON, facts: { ...facts, confirmedAt }, branch, of };
  });
  const state = inForce(mesh, subject);
  if (!state || (spec === undefined && !subject.next?.stage.confirm)) return ground;
  return [...ground, { spec: spec ?? BY_A_PERSON, facts: factsOf(seen, mesh, state), branch: state.branch }];
}

/** What must hold of the stage in force once it is applied. */
export function resting(
  seen: Observation,
  mesh: ObservedMesh,
  subject: Subject,
  appliedAt: number | undefined,
): Condition[] {
  const state = inForce(mesh, subject);
  if (!state) return [];
  const facts = { ...factsOf(seen, mesh, state), appliedAt };
  const bake: GateSpec = { kind: 'bake', milliseconds: state.bake };
  return [bake, ...gatesOf(mesh, subject.rollout)]
    .filter((spec) => spec.kind !== 'applied' && (facts.canary !== undefined || judgesAnyRollout(spec)))
    .map((spec) => ({ spec, facts, branch: state.branch }));
}

/** What is asked before a rollout has any stage in force: when it may begin at all. */
export function beginning(seen: Observation, mesh: ObservedMesh, { rollout }: Subject): Condition[] {
  const facts: GateFacts = {
    ...worldOf(seen, mesh, rollout),
    mergedAt: undefined,
    confirmedAt: undefined,
    pull: undefined,
    commit: undefined,
    clusters: [],
    appliedAt: undefined,
    bake: 0,
    canary: undefined,
  };
  return gatesOf(mesh, rollout).map((spec) => ({ spec, facts, branch: '' }));
}

/** The gates of the mesh, then those of the canary. */
export function gatesOf({ mesh }: ObservedMesh, rollout: string): readonly GateSpec[] {
  return [...mesh.gates, ...(mesh.canaries.find(({ id }) => id === rollout)?.gates ?? [])];
}

/** How it is known that clusters have applied a stage, where it was said: a canary's own word counts most. */
function appliedGate(mesh: ObservedMesh, rollout: string): GateSpec | undefined {
  return gatesOf(mesh, rollout)
    .filter(({ kind }) => kind === 'applied')
    .at(-1);
}

/** The state that the next stage follows, unless that begins a new run. */
export function inForce({ base }: ObservedMesh, { rollout, next }: Subject): RolloutState | undefined {
  const state = base.states.get(rollout);
  return state && (next === undefined || state.round === next.lane.round) ? state : undefined;
}

/**
 * Changes of the source that a stage relies on. A canary, and what drops subsets, rely on every change of the same
 * services; another change of the source only on one that brought subsets, or that was cut off on its way.
 */
function groundOf(seen: Observation, { base }: ObservedMesh, { next }: Subject): RolloutState[] {
  if (!next) return [];
  const { lane, stage } = next;
  const needs = new Set(lane.relies);
  const found = [...base.states.values()].filter((state) => {
    if (state.rollout === lane.id) return false;
    if (!Object.keys(state.files).some((path) => needs.has(path))) return false;
    // Routes that a canary moved, or moved back, may still stand in a cluster that has not applied it.
    if (state.kind === 'canary') return stage.key === 'contract' && state.status !== 'superseded';
    return lane.kind === 'canary' || stage.key === 'contract' || state.stage === 'expand' || state.status === 'running';
  });
  return newest(seen, found, needs);
}

/** Those that wrote one of the files last: where a later change is applied, so is what it was made upon. */
function newest(seen: Observation, states: readonly RolloutState[], needs: ReadonlySet<string>): RolloutState[] {
  const times = new Map(states.map((state) => [state, timeOf(mergedPull(seen, state.branch)?.mergedAt) ?? 0]));
  const last = new Map<string, number>();
  for (const [state, time] of times)
    for (const path of Object.keys(state.files)) last.set(path, Math.max(time, last.get(path) ?? 0));
  return states.filter((state) =>
    Object.keys(state.files).some((path) => needs.has(path) && last.get(path) === times.get(state)),
  );
}

/** When it was confirmed: a confirmation says that everything merged up to then is applied, so a later one covers it. */
function coveredAt(seen: Observation, branch: string): number | undefined {
  const mergedAt = mergedPull(seen, branch)?.mergedAt;
  if (mergedAt === undefined) return undefined;
  const times = seen.pulls.flatMap((pull) =>
    pull.confirmedAt !== undefined && pull.mergedAt !== undefined && Date.parse(pull.mergedAt) >= Date.parse(mergedAt)
      ? Date.parse(pull.confirmedAt)
      : [],
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

function factsOf(seen: Observation, mesh: ObservedMesh, state: RolloutState): GateFacts {
  const pull = mergedPull(seen, state.branch);
  const latest = mergedPull(seen, state.since) ?? pull;
  return {
    ...worldOf(seen, mesh, state.rollout),
    stage: state.stage,
    mergedAt: mesh.mergedAt.get(state.rollout) ?? timeOf(latest?.mergedAt),
    mergedOnForge: timeOf(latest?.mergedAt),
    pull: pull?.number,
    confirmedAt: timeOf(pull?.confirmedAt),
    commit: latest?.mergeCommit,
    clusters: [...new Set(Object.keys(state.files).map((path) => path.split('/')[2] ?? ''))].sort(),
    appliedAt: undefined,
    bake: state.bake,
    canary: canaryFacts(state, mesh.mesh),
  };
}

function timeOf(iso: string | undefined): number | undefined {
  return iso === undefined ? undefined : Date.parse(iso);
}

function worldOf(seen: Observation, { mesh }: ObservedMesh, rollout: string) {
  const canary = mesh.canaries.find(({ id }) => id === rollout);
  return {
    rollout,
    now: seen.now,
    clockScale: seen.clockScale,
    mesh: mesh.inventory.mesh,
    propagation: canary?.propagation ?? mesh.propagation,
  };
}

export function mergedPull({ pulls }: Observation, branch: string) {
  return pulls.find((pull) => pull.branch === branch && pull.state === 'merged');
}
