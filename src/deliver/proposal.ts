import { digest } from '../emit/blob.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import { heldFiles, openings, reliedFiles } from '../schedule/canary-lane.ts';
import { movesFor } from '../schedule/moves.ts';
import type { Base, Change, Lane, PlannedStage } from '../schedule/plan-types.ts';
import { type RolloutState, statePath, stateText } from '../schedule/state.ts';
import { isUnfinished } from '../schedule/unfinished.ts';
import { BRANCHES } from './branches.ts';
import type { PullRequest } from './forges/contract.ts';
import type { Going } from './going-back.ts';
import type { ObservedMesh } from './observe.ts';

/** One transition as a branch would hold it: its name, and every file that it writes (a blob's text) or removes (null). */
export interface Proposal {
  readonly lane: Lane;
  readonly stage: PlannedStage;
  readonly branch: string;
  /** Manifests whose text is the bundle's own, by path: their texts are fetched only when a commit is made. */
  readonly manifests: readonly Change[];
  /** State files, by path. */
  readonly states: ReadonlyMap<string, string>;
  /** Why it goes back; absent for what goes forward. */
  readonly back?: Going;
}

/**
 * The next stage of a lane. Its branch is named after its content, so proposing it twice is proposing it once. Content
 * that was merged and taken back takes another branch: the old one has nothing left to merge.
 */
export function nextProposal(
  mesh: BundleMesh,
  base: Base,
  lane: Lane,
  pulls: readonly PullRequest[],
): Proposal | undefined {
  const [stage] = lane.stages;
  if (!stage) return undefined;
  const status = lane.stages.length === 1 ? 'done' : 'running';
  const form = { status, prefix: String(stage.number).padStart(2, '0') } as const;
  for (let attempt = 0; ; attempt += 1) {
    const proposal = proposalOf(mesh, base, lane, stage, { ...form, attempt });
    const merged = pulls.find((pull) => pull.branch === proposal.branch && pull.state === 'merged');
    if (!merged || !base.settled?.has(revertedToken(merged.number))) return proposal;
  }
}

/** Names one revert, for the person who wants the step again. */
export function revertedToken(pull: number): string {
  return `reverted/${pull}`;
}

export interface Back {
  readonly lane: Lane;
  readonly stage: PlannedStage;
  readonly purpose: Going['purpose'];
  readonly failed: Going['failed'];
}

/**
 * The way back: no traffic on the new version anywhere, in one step. `attempt` tells apart proposals of one content: to
 * go back once more, after a first way back was itself taken back, takes another branch.
 */
export function rollbackProposal(
  { mesh, base }: Pick<ObservedMesh, 'mesh' | 'base'>,
  { lane, stage, purpose, failed }: Back,
  attempt: number,
): Proposal {
  const status = purpose === 'supersede' ? 'superseded' : 'rolled-back';
  return { ...proposalOf(mesh, base, lane, stage, { status, prefix: purpose, attempt }), back: { purpose, failed } };
}

interface Form {
  readonly status: RolloutState['status'];
  readonly prefix: string;
  readonly attempt: number;
}

function proposalOf(mesh: BundleMesh, base: Base, lane: Lane, stage: PlannedStage, form: Form): Proposal {
  const statesAt = (branch: string) => {
    const reached = stateAfter(mesh, base, lane, stage, form.status, branch);
    return [reached, ...othersAfter(mesh, base, stage, reached)];
  };
  const branch = `${BRANCHES}${lane.id}/${form.prefix}-${contentHash(base, stage, statesAt(''), form.attempt)}`;
  const states = statesAt(branch);
  return {
    lane,
    stage,
    branch,
    manifests: stage.changes,
    states: new Map(states.map((state) => [statePath(state.rollout), stateText(state)])),
  };
}

/** Both sides of every file: a branch that was cut from other contents would meet them again as a merge conflict. */
function contentHash(base: Base, stage: PlannedStage, states: readonly RolloutState[], attempt: number): string {
  const manifests = stage.changes.map(({ path, before, after }) => [path, before ?? null, after?.blob ?? null]);
  const before = states.map(({ rollout }) => base.states.get(rollout)).map((state) => state && stateText(state));
  return digest([manifests, states.map(stateText), before, attempt]).slice(0, 10);
}

function stateAfter(
  mesh: BundleMesh,
  base: Base,
  lane: Lane,
  stage: PlannedStage,
  status: RolloutState['status'],
  branch: string,
): RolloutState {
  const canary = mesh.canaries.find(({ id }) => id === lane.id);
  const previous = base.states.get(lane.id);
  const inherited = previous?.round === lane.round && lane.kind !== 'canary' ? previous.files : {};
  const present = lane.kind === 'canary' ? lane.holds.filter((path) => base.files.has(path)) : [];
  const held = Object.fromEntries(present.map((path) => [path, base.files.get(path)?.blob ?? '']));
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
    since: branch,
    bake: stage.bake,
    weights: stage.weights,
    ...openings(stage),
    ...(canary && movesFor(canary)),
    files: withChanges({ ...inherited, ...held }, stage.changes),
  };
}

/** The states of other rollouts whose files this stage rewrites, whose work it takes over, or which it outdates. */
function othersAfter(mesh: BundleMesh, base: Base, stage: PlannedStage, own: RolloutState): RolloutState[] {
  return [...base.states.values()].flatMap((other): RolloutState[] => {
    if (other.rollout === own.rollout) return [];
    if (other.rollout === stage.takesOver) return [{ ...other, status: 'superseded' }];
    const shared = stage.changes.filter(({ path }) => path in other.files);
    const superseded = own.kind !== 'canary' && isSuperseded(mesh, base, other, shared.length > 0);
    const touched = shared.length > 0 || (own.kind !== 'canary' && touchesGround(mesh, other, stage));
    if (!superseded && (!isUnfinished(other, base) || !touched)) return [];
    const files = withChanges(other.files, shared);
    // A canary beside it leaves what bakes as it is; a change of the source puts something else in its place.
    const since = own.kind === 'canary' ? other.since : own.branch;
    return [{ ...other, files, since, ...(superseded && { status: 'superseded' }) }];
  });
}

/** Whether a change of the source changes what a running canary relies on: what has baked until then is another thing. */
function touchesGround(mesh: BundleMesh, other: RolloutState, { changes }: PlannedStage): boolean {
  const canary = mesh.canaries.find(({ id }) => id === other.rollout);
  if (!canary) return false;
  const relies = new Set(reliedFiles(mesh, canary, heldFiles(mesh, canary)));
  return changes.some(({ path }) => relies.has(path));
}

/** A source change that was under way, or a finished canary that the source has forgotten and now writes over. */
function isSuperseded(mesh: BundleMesh, base: Base, other: RolloutState, touched: boolean): boolean {
  if (other.kind !== 'canary') return other.status === 'running';
  const forgotten = !mesh.canaries.some(({ id }) => id === other.rollout);
  return touched && forgotten && other.status === 'done' && !isUnfinished(other, base);
}

function withChanges(files: Readonly<Record<string, string>>, changes: readonly Change[]): Record<string, string> {
  const next = { ...files };
  for (const { path, after } of changes) {
    if (after) next[path] = after.blob;
    else delete next[path];
  }
  return next;
}
