import type { BundleMesh } from '../emit/bundle.ts';
import type { CanarySpec } from '../model/specs.ts';
import { canaryHash, canaryLane } from './canary-lane.ts';
import { desired, type Positions } from './desired.ts';
import { difference } from './difference.ts';
import { editLane } from './edit-lane.ts';
import type { Base, Lane, Plan, Stop } from './plan-types.ts';
import { lastStage, START, stageNamed } from './stages.ts';
import type { RolloutState } from './state.ts';

/**
 * What is left to do between what is applied and what the source asks for. Source changes while positions stay, or a
 * position advances while the source stays: never both in one stage.
 */
export function plan(mesh: BundleMesh, base: Base): Plan {
  const name = mesh.inventory.mesh;
  const stops = [...handEdits(base), ...unfinishedBusiness(mesh, base)];
  if (stops.some((stop) => stop.code !== 'edited-by-hand' && stop.code !== 'rolled-back'))
    return { mesh: name, lanes: [], stops };
  const positions = positionsOf(mesh, base);
  const { changes, stops: inTheWay } = difference(mesh, base, desired(mesh, positions));
  const edited = new Set(
    stops.flatMap((stop) =>
      stop.code === 'edited-by-hand' ? Object.keys(base.states.get(stop.rollout ?? '')?.files ?? {}) : [],
    ),
  );
  const edit = inTheWay.some((stop) => stop.code === 'foreign-file')
    ? undefined
    : editLane(
        mesh,
        base,
        changes.filter((change) => !edited.has(change.path)),
      );
  const stopped = new Set(stops.map((stop) => stop.rollout));
  const canaries = mesh.canaries
    .filter((canary) => !stopped.has(canary.id))
    .map((canary) => canaryLane(mesh, base, canary, positions))
    .filter((lane) => lane.stages.length > 0)
    .map((lane) => behind(lane, edit));
  return { mesh: name, lanes: [...(edit ? [edit] : []), ...canaries], stops: [...stops, ...inTheWay] };
}

/** Where each canary of the source stands, as the applied tree records it. */
export function positionsOf(mesh: BundleMesh, base: Base): Positions {
  return Object.fromEntries(mesh.canaries.map((canary) => [canary.id, positionOf(canary, base.states.get(canary.id))]));
}

function positionOf(canary: CanarySpec, state: RolloutState | undefined): string {
  if (!state || (state.from === canary.to && state.to === canary.from)) return START.key;
  if (state.planHash === canaryHash(canary)) return state.status === 'rolled-back' ? 'rolled-back' : state.stage;
  const sameMove = state.status === 'done' && state.from === canary.from && state.to === canary.to;
  return sameMove ? lastStage(canary).key : START.key;
}

/** A source change that touches what a canary holds or relies on goes first; so does any bootstrap. */
function behind(lane: Lane, edit: Lane | undefined): Lane {
  if (!edit) return lane;
  const touched = new Set(edit.holds);
  const meets = edit.kind === 'bootstrap' || [...lane.holds, ...lane.relies].some((path) => touched.has(path));
  return meets ? { ...lane, waitsFor: edit.id } : lane;
}

/** A file that an unfinished rollout has written and somebody has changed since. */
function handEdits(base: Base): Stop[] {
  return [...base.states.values()].flatMap((state): Stop[] => {
    if (!isUnfinished(state, base)) return [];
    const edited = Object.entries(state.files).filter(([path, blob]) => (base.files.get(path)?.blob ?? '') !== blob);
    if (edited.length === 0) return [];
    return [
      {
        rollout: state.rollout,
        code: 'edited-by-hand',
        message: `${edited.map(([path]) => path).join(', ')} changed outside of the rollout ${state.rollout}, which is under way.`,
        hint: 'Put the file back as the last step of the rollout left it, or roll the rollout back; then tick again.',
      },
    ];
  });
}

/** Canaries under way that the source no longer describes, and those that came back and must not start by themselves. */
function unfinishedBusiness(mesh: BundleMesh, base: Base): Stop[] {
  return [...base.states.values()].flatMap((state): Stop[] => {
    if (state.kind !== 'canary') return [];
    const canary = mesh.canaries.find((candidate) => candidate.id === state.rollout);
    const same =
      canary !== undefined && canaryHash(canary) === state.planHash && stageNamed(canary, state.stage) !== undefined;
    if (state.status === 'rolled-back') return same ? [rolledBack(state)] : [];
    if (same || !isUnfinished(state, base)) return [];
    return [canary ? altered(state) : dropped(state)];
  });
}

export function isUnfinished(state: RolloutState, base: Base): boolean {
  return (
    state.status === 'running' || (state.status === 'done' && state.kind === 'canary' && !base.baked.has(state.rollout))
  );
}

function rolledBack({ rollout, to }: RolloutState): Stop {
  return {
    rollout,
    code: 'rolled-back',
    message: `${rollout} was rolled back; it does not start again by itself.`,
    hint: `Find out what was wrong with ${to}, then change the Canary (its steps, or its version), or remove it.`,
  };
}

function dropped({ rollout, from, to, number, total }: RolloutState): Stop {
  return {
    rollout,
    code: 'dropped-canary',
    message: `${rollout} (${from} to ${to}) is at step ${number} of ${total}, and the source no longer has its Canary or has another stable version.`,
    hint: `Put the Canary back with stable: '${from}', or roll it back first: meshwright rollback ${rollout}.`,
  };
}

function altered({ rollout, number, total }: RolloutState): Stop {
  return {
    rollout,
    code: 'altered-canary',
    message: `${rollout} is at step ${number} of ${total}, and the source has changed the Canary.`,
    hint: `Put the Canary back as it was, or roll it back first: meshwright rollback ${rollout}.`,
  };
}
