import { digest } from '../emit/blob.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import { isUnfinished } from '../schedule/plan.ts';
import type { Base, Change, Lane, PlannedStage } from '../schedule/plan-types.ts';
import { type RolloutState, statePath, stateText } from '../schedule/state.ts';

/** One transition as a branch would hold it: its name, and every file that it writes (a blob's text) or removes (null). */
export interface Proposal {
  readonly lane: Lane;
  readonly stage: PlannedStage;
  readonly branch: string;
  /** Manifests whose text is the bundle's own, by path: their texts are fetched only when a commit is made. */
  readonly manifests: readonly Change[];
  /** State files, by path. */
  readonly states: ReadonlyMap<string, string>;
}

/** Everything of ours begins with this; the forge lists by it. */
export const BRANCHES = 'meshwright/';

/** The next stage of a lane. Its branch is named after its content, so proposing it twice is proposing it once. */
export function nextProposal(mesh: BundleMesh, base: Base, lane: Lane): Proposal | undefined {
  const [stage] = lane.stages;
  if (!stage) return undefined;
  const branch = branchOf(lane, stage, String(stage.number).padStart(2, '0'));
  const last = stage.number === stage.total;
  const state = stateAfter(mesh, base, lane, stage, branch, last ? 'done' : 'running');
  return { lane, stage, branch, manifests: stage.changes, states: statesOf(base, stage, state) };
}

/** The way back: no traffic on the new version anywhere, in one step. */
export function rollbackProposal(mesh: BundleMesh, base: Base, lane: Lane, stage: PlannedStage): Proposal {
  const branch = branchOf(lane, stage, 'rollback');
  const state = stateAfter(mesh, base, lane, stage, branch, 'rolled-back');
  return { lane, stage, branch, manifests: stage.changes, states: statesOf(base, stage, state) };
}

function branchOf(lane: Lane, stage: PlannedStage, prefix: string): string {
  const content = stage.changes.map(({ path, after }) => [path, after?.blob ?? null]);
  return `${BRANCHES}${lane.id}/${prefix}-${digest([lane.planHash, lane.round, stage.key, content]).slice(0, 10)}`;
}

function stateAfter(
  mesh: BundleMesh,
  base: Base,
  lane: Lane,
  stage: PlannedStage,
  branch: string,
  status: RolloutState['status'],
): RolloutState {
  const canary = mesh.canaries.find(({ id }) => id === lane.id);
  const previous = base.states.get(lane.id);
  const inherited = previous?.round === lane.round && lane.kind !== 'canary' ? previous.files : {};
  const held = Object.fromEntries(
    lane.kind === 'canary' ? lane.holds.map((path) => [path, base.files.get(path)?.blob ?? '']) : [],
  );
  return {
    version: 1,
    rollout: lane.id,
    kind: lane.kind,
    planHash: lane.planHash,
    round: lane.round,
    status,
    stage: stage.key,
    number: stage.number,
    total: stage.total,
    branch,
    bake: stage.bake,
    weights: stage.weights,
    ...(canary && { service: canary.service, from: canary.from, to: canary.to }),
    files: withChanges({ ...inherited, ...held }, stage.changes),
  };
}

/** The rollout's own state, and that of every other one whose files this stage rewrites or whose work it takes over. */
function statesOf(base: Base, stage: PlannedStage, own: RolloutState): ReadonlyMap<string, string> {
  const states = new Map([[statePath(own.rollout), stateText(own)]]);
  for (const other of base.states.values()) {
    if (other.rollout === own.rollout) continue;
    const files = withChanges(
      other.files,
      stage.changes.filter(({ path }) => path in other.files),
    );
    const touched =
      Object.keys(files).length !== Object.keys(other.files).length ||
      Object.entries(files).some(([path, blob]) => other.files[path] !== blob);
    const replaced = own.kind !== 'canary' && other.kind !== 'canary' && other.status === 'running';
    if (!isUnfinished(other, base) || !(touched || replaced)) continue;
    states.set(
      statePath(other.rollout),
      stateText({ ...other, files, ...(replaced && { status: 'superseded' as const }) }),
    );
  }
  return states;
}

function withChanges(files: Readonly<Record<string, string>>, changes: readonly Change[]): Record<string, string> {
  const next = { ...files };
  for (const { path, after } of changes) {
    if (after) next[path] = after.blob;
    else delete next[path];
  }
  return next;
}
