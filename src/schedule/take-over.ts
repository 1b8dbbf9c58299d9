import type { BundleMesh } from '../emit/bundle.ts';
import type { CanarySpec } from '../model/specs.ts';
import { canaryLane, openings } from './canary-lane.ts';
import { desiredFile, type Positions, stageLookup } from './desired.ts';
import type { Base, Change, Lane, PlannedStage } from './plan-types.ts';
import { type CanaryStage, START, stagesOf } from './stages.ts';
import type { RolloutState } from './state.ts';
import type { Succession } from './succession.ts';

/**
 * A Canary in the place of the rollout that is under way: one stage from what is applied to its own farthest stage that
 * gives the new version no more than the old one has in any cluster; from there it goes on by itself.
 */
export function takeOverLane(mesh: BundleMesh, base: Base, { state, canary }: Succession, positions: Positions): Lane {
  const all = stagesOf(canary);
  const reached = reachedBy(canary, state);
  const at = { ...positions, [canary.id]: reached.key };
  const lane = canaryLane(mesh, base, canary, at);
  const old = Object.keys(state.files).filter((path) => path in mesh.files);
  const holds = [...new Set([...lane.holds, ...old])].sort();
  const stage: PlannedStage = {
    key: reached.key,
    phase: 'shift',
    number: all.findIndex(({ key }) => key === reached.key) + 1,
    total: all.length,
    changes: changesTo(mesh, base, holds, at),
    weightsBefore: {},
    weights: reached.weights,
    ...openings(reached),
    bake: reached.bake,
    confirm: false,
    takesOver: state.rollout,
  };
  return { ...lane, holds, stages: [stage, ...lane.stages] };
}

/** The farthest stage of a canary that asks no more of any client cluster than a rollout has given there; or its start. */
export function reachedBy(canary: CanarySpec, { weights, mirrored = [], cohort = [] }: RolloutState): CanaryStage {
  const given = (cluster: string) => weights[cluster] ?? 0;
  const fits = (stage: CanaryStage) =>
    Object.entries(stage.weights).every(([cluster, weight]) => weight <= given(cluster)) &&
    (stage.mirrored ?? []).every((cluster) => given(cluster) > 0 || mirrored.includes(cluster)) &&
    (stage.cohort ?? []).every((cluster) => given(cluster) > 0 || cohort.includes(cluster));
  return stagesOf(canary).findLast(fits) ?? START;
}

/** Routes alone: subsets have come before with a change of the source, and go after with another one. */
function changesTo(mesh: BundleMesh, base: Base, holds: readonly string[], positions: Positions): Change[] {
  const stageOf = stageLookup(mesh, positions);
  return holds.flatMap((path) => {
    const file = mesh.files[path];
    const present = base.files.get(path);
    if (!file || file.kind === 'DestinationRule' || present?.owned === false) return [];
    const after = desiredFile(file, stageOf);
    return after.blob === present?.blob ? [] : [{ path, before: present?.blob, after }];
  });
}
