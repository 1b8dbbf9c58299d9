import { digest } from '../emit/blob.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import { type CanarySpec, movesOf } from '../model/specs.ts';
import { desiredFile, type Positions, stageLookup } from './desired.ts';
import type { Base, Change, Lane, PlannedStage } from './plan-types.ts';
import { type CanaryStage, START, stageNamed, stagesOf } from './stages.ts';
import type { RolloutState } from './state.ts';

/** Digest of what the rollout is asked to do: not of manifests, which a source edit may change while it runs. */
export function canaryHash({
  service,
  from,
  to,
  waves,
  gates,
  pinToCluster,
  order,
  mirror,
  cohort,
  sticky,
  with: others,
}: CanarySpec): string {
  // What a canary does not ask for stays out of it, so that an option that a release brings alters none under way.
  const asked = order || mirror || cohort ? [{ order, mirror, cohort }] : [];
  const kept = sticky ? [{ sticky }] : [];
  const more = others ? [{ with: others.map((move) => [move.service, move.from, move.to]) }] : [];
  return digest([service, from, to, waves, gates, pinToCluster, ...asked, ...kept, ...more]);
}

/** Names one way back of a rollout, for the person who lets it start again. */
export function rolledBackToken({ rollout, round }: Pick<RolloutState, 'rollout' | 'round'>): string {
  return `rolled-back/${rollout}/${round}`;
}

/** Whether a rollout that went back may start from its first step although its plan is the same: a person said so. */
export function startsAgain(state: RolloutState, { settled }: Pick<Base, 'settled'>): boolean {
  return state.status === 'rolled-back' && (settled?.has(rolledBackToken(state)) ?? false);
}

/** What is left of a canary, from the stage it stands at. Stages that change no file are passed over. */
export function canaryLane(mesh: BundleMesh, base: Base, canary: CanarySpec, positions: Positions): Lane {
  const state = base.states.get(canary.id);
  const planHash = canaryHash(canary);
  const all = stagesOf(canary);
  const at = positions[canary.id] ?? START.key;
  const held = heldFiles(mesh, canary);
  const others = stageLookup(mesh, positions);
  let previous = stageNamed(canary, at) ?? START;
  const stages: PlannedStage[] = [];
  for (let i = all.findIndex((stage) => stage.key === at) + 1; i < all.length; i++) {
    const stage = all[i] ?? START;
    const changes = changesBetween(mesh, held, canary.id, others, { from: previous, to: stage });
    if (changes.length === 0) continue;
    const confirm = previous !== START && previous.phase !== stage.phase;
    // Where several repositories share the rollout, others have taken the stages that change nothing here.
    const weightsBefore = (mesh.part === undefined ? previous : (all[i - 1] ?? START)).weights;
    const weights = { weightsBefore, weights: stage.weights, ...openings(stage) };
    stages.push({
      key: stage.key,
      phase: stage.phase,
      number: i + 1,
      total: all.length,
      changes,
      ...weights,
      bake: stage.bake,
      confirm,
    });
    previous = stage;
  }
  const end = all.at(-1);
  // Steps that change nothing any more end with a record of that alone, so that every rollout ends.
  if (stages.length === 0 && end && state?.status === 'running' && state.planHash === planHash && at !== end.key)
    stages.push(emptyStage(end, previous, all.length));
  const goesOn = state && state.planHash === planHash && state.status !== 'superseded' && !startsAgain(state, base);
  const round = state ? state.round + (goesOn ? 0 : 1) : 1;
  return {
    id: canary.id,
    kind: 'canary',
    planHash,
    round,
    stages,
    holds: held,
    relies: reliedFiles(mesh, canary, held),
  };
}

/** What a stage does beside its weights, and only where it does. */
export function openings({ mirrored, cohort, sticky }: Pick<CanaryStage, 'mirrored' | 'cohort' | 'sticky'>) {
  return { ...(mirrored && { mirrored }), ...(cohort && { cohort }), ...(sticky && { sticky }) };
}

function emptyStage(end: CanaryStage, previous: CanaryStage, total: number): PlannedStage {
  const { key, phase, weights, bake } = end;
  return {
    key,
    phase,
    number: total,
    total,
    changes: [],
    weightsBefore: previous.weights,
    weights,
    bake,
    confirm: false,
  };
}

/** What moving one canary from a stage to another changes, every other rollout standing where it stands. */
function changesBetween(
  mesh: BundleMesh,
  held: readonly string[],
  id: string,
  others: (rollout: string) => CanaryStage,
  { from, to }: { readonly from: CanaryStage; readonly to: CanaryStage },
): Change[] {
  return held.flatMap((path) => {
    const file = mesh.files[path];
    if (!file) return [];
    const before = desiredFile(file, (rollout) => (rollout === id ? from : others(rollout)));
    const after = desiredFile(file, (rollout) => (rollout === id ? to : others(rollout)));
    return before.blob === after.blob ? [] : [{ path, before: before.blob, after }];
  });
}

/** Files that the canary itself changes. */
export function heldFiles(mesh: BundleMesh, canary: CanarySpec): string[] {
  return Object.entries(mesh.files)
    .filter(([, file]) => file.variants?.some((variant) => variant.rollout === canary.id))
    .map(([path]) => path);
}

/** Files that must be applied before its first step: its own, and everything about its services. */
export function reliedFiles(mesh: BundleMesh, canary: CanarySpec, held: readonly string[]): string[] {
  const own = new Set(held);
  const moved = new Set(movesOf(canary).map(({ service }) => service));
  return Object.entries(mesh.files)
    .filter(([path, file]) => (file.service !== undefined && moved.has(file.service)) || own.has(path))
    .map(([path]) => path);
}
