import type { GateFacts } from '../gates/gate.ts';
import type { GateSpec } from '../model/specs.ts';
import type { RolloutState } from '../schedule/state.ts';
import type { PlannedMesh } from './inspect.ts';
import type { Observation } from './observe.ts';
import type { Proposal } from './proposal.ts';

/** A gate, and what it is to judge by. */
export interface Condition {
  readonly spec: GateSpec;
  readonly facts: GateFacts;
}

const APPLIED: GateSpec = { kind: 'applied', by: 'none' };

/** Everything that must hold before a stage may be proposed: the ground it stands on, then the stage in force. */
export function conditionsOf(seen: Observation, mesh: PlannedMesh, proposal: Proposal): Condition[] {
  const { lane, stage } = proposal;
  const canary = mesh.mesh.canaries.find(({ id }) => id === lane.id);
  const state = mesh.base.states.get(lane.id);
  const propagation = canary?.propagation ?? mesh.mesh.propagation;
  const ground = groundOf(mesh, proposal).map(({ branch }) => ({
    spec: APPLIED,
    facts: { ...factsOf(seen, branch, undefined, propagation), confirmedAt: coveredAt(seen, branch) },
  }));
  if (!state || state.round !== lane.round) return ground;
  const facts = factsOf(seen, state.branch, mesh.mergedAt.get(lane.id), propagation);
  return [
    ...ground,
    { spec: { kind: 'bake', milliseconds: state.bake }, facts },
    ...(stage.confirm ? [{ spec: APPLIED, facts }] : []),
    ...(canary?.gates ?? []).map((spec) => ({ spec, facts })),
  ];
}

/**
 * Changes of the source that a stage relies on. A canary, and what drops subsets, rely on every change of the same
 * services; another change of the source only on one that brought subsets, or that was cut off on its way.
 */
function groundOf({ base }: PlannedMesh, { lane, stage }: Proposal): RolloutState[] {
  const needs = new Set(lane.relies);
  return [...base.states.values()].filter((state) => {
    if (state.rollout === lane.id) return false;
    if (!Object.keys(state.files).some((path) => needs.has(path))) return false;
    // Routes that a canary moved, or moved back, may still stand in a cluster that has not applied it.
    if (state.kind === 'canary') return stage.key === 'contract' && state.status !== 'superseded';
    return lane.kind === 'canary' || stage.key === 'contract' || state.stage === 'expand' || state.status === 'running';
  });
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

function factsOf(seen: Observation, branch: string, mergedAt: number | undefined, propagation: number): GateFacts {
  const pull = mergedPull(seen, branch);
  return {
    now: seen.now,
    mergedAt,
    pull: pull?.number,
    confirmedAt: pull?.confirmedAt === undefined ? undefined : Date.parse(pull.confirmedAt),
    propagation,
    clockScale: seen.clockScale,
    commit: pull?.mergeCommit,
    mesh: '',
    clusters: [],
    appliedAt: undefined,
    bake: 0,
    canary: undefined,
  };
}

function mergedPull({ pulls }: Observation, branch: string) {
  return pulls.find((pull) => pull.branch === branch && pull.state === 'merged');
}
