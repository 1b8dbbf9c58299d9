import { digest } from '../emit/blob.ts';
import type { BundleMesh } from '../emit/bundle.ts';
import type { CanarySpec } from '../model/specs.ts';
import { canaryHash, canaryLane, rolledBackToken, startsAgain } from './canary-lane.ts';
import { desired, type Positions } from './desired.ts';
import { difference } from './difference.ts';
import { editLane, sourceHash } from './edit-lane.ts';
import { holderOf, inTurn, locksIn } from './locks.ts';
import { movesAlike, movesIn, moveWords, versionWords } from './moves.ts';
import type { Base, Lane, Plan, Stop, Wait } from './plan-types.ts';
import { endsBefore, leadsOn, yetToEnd } from './queue.ts';
import { lastStage, START } from './stages.ts';
import { asItStands, untold } from './standing.ts';
import type { RolloutState } from './state.ts';
import { type Succession, stillAsks, successionsIn } from './succession.ts';
import { takeOverLane } from './take-over.ts';
import { isUnfinished, unfinishedCanaries } from './unfinished.ts';

/**
 * What is left to do between what is applied and what the source asks for. Source changes while positions stay, or a
 * position advances while the source stays: never both in one stage.
 */
export function plan(mesh: BundleMesh, base: Base): Plan {
  const name = mesh.inventory.mesh;
  const { stops, successions } = standstill(mesh, base);
  if (stops.some((stop) => stop.code === 'empty-target')) return { mesh: name, lanes: [], stops };
  const positions = positionsOf(mesh, base);
  const standing = asItStands(mesh, base, successions);
  const { changes, blocked, stops: inTheWay } = difference(mesh, base, desired(standing, positions));
  const claims = [...claimsOf(base, stops), ...successions.map((one) => claimOf(mesh, one))];
  const free = changes.filter(({ path }) => !claims.some((claim) => claim.paths.has(path)));
  const stopped = new Set(stops.map((stop) => stop.rollout));
  const edit = editLane(standing, base, positions, free);
  const edits = edit && blocked.length === 0 && !stopped.has(edit.id) ? [edit] : [];
  const canaries = mesh.canaries
    .filter((canary) => !stopped.has(canary.id))
    .map((canary) => laneOf({ mesh, standing, base, positions, successions }, canary))
    .filter((lane) => lane.stages.length > 0)
    .filter((lane) => blocked.length === 0 || !meets(lane, [...blocked, ...free.map(({ path }) => path)]))
    .map((lane) =>
      withWaits(lane, [...(lane.waitsFor ?? []), ...behindEdit(lane, edit), ...behindClaim(lane, claims)]),
    );
  const known = locksIn(mesh);
  const lanes = inTurn(
    [...edits, ...canaries],
    known,
    unfinishedCanaries(base).map((state) => holderOf(state, known)),
  );
  const leaving = successions.flatMap(({ how, state }) => (how === 'supersede' ? state.rollout : []));
  return { mesh: name, lanes, stops: [...stops, ...inTheWay], ...(leaving.length > 0 && { leaving }) };
}

/** What a person has to look at, and whose place is taken without that. */
function standstill(mesh: BundleMesh, base: Base) {
  const isOpen = ({ token }: Stop) => token === undefined || !base.settled?.has(token);
  const edited = handEdits(mesh, base).filter(isOpen);
  // What somebody has edited by hand is no longer where its state says.
  const successions = successionsIn(mesh, base).filter(
    ({ state }) => !edited.some(({ rollout }) => rollout === state.rollout),
  );
  const unfinished = unfinishedBusiness(mesh, base, successions).filter(isOpen);
  return { stops: [...emptyTarget(mesh, base), ...edited, ...unfinished], successions };
}

interface Setting {
  readonly mesh: BundleMesh;
  /** The mesh as it is until rollouts are taken over. */
  readonly standing: BundleMesh;
  readonly base: Base;
  readonly positions: Positions;
  readonly successions: readonly Succession[];
}

function laneOf({ mesh, standing, base, positions, successions }: Setting, canary: CanarySpec): Lane {
  const before = successions.filter((one) => one.canary.id === canary.id);
  const [first] = before;
  if (first?.how === 'hotfix') return takeOverLane(mesh, base, first, positions);
  const ahead = yetToEnd(mesh, base, canary);
  const at = ahead.length > 0 ? { ...positions, ...endsBefore(mesh.canaries, canary) } : positions;
  const lane = canaryLane(first ? mesh : standing, base, canary, at);
  return withWaits(lane, [
    ...before.map(({ state }): Wait => ({ rollout: state.rollout, because: 'leaving' })),
    ...ahead.map(({ id }): Wait => ({ rollout: id, because: 'queue' })),
  ]);
}

function withWaits(lane: Lane, waits: readonly Wait[]): Lane {
  return waits.length > 0 ? { ...lane, waitsFor: waits } : lane;
}

/** Files of rollouts under way that have stopped for a person: nobody writes them until that is settled. */
interface Claim {
  readonly rollout: string;
  readonly paths: ReadonlySet<string>;
  /** The canary that takes its place, where nobody need look. */
  readonly heir?: string;
}

function claimOf(mesh: BundleMesh, succession: Succession): Claim {
  const { state, canary, how } = succession;
  const paths = how === 'hotfix' ? untold(succession, mesh) : new Set(Object.keys(state.files));
  return { rollout: state.rollout, paths, heir: canary.id };
}

function claimsOf(base: Base, stops: readonly Stop[]): Claim[] {
  return stops.flatMap(({ code, rollout }) =>
    code !== 'rolled-back' && rollout !== undefined
      ? [{ rollout, paths: new Set(Object.keys(base.states.get(rollout)?.files ?? {})) }]
      : [],
  );
}

function behindClaim(lane: Lane, claims: readonly Claim[]): Wait[] {
  return claims.flatMap(({ rollout, paths, heir }) => {
    const file = heir === lane.id ? undefined : [...lane.holds, ...lane.relies].find((path) => paths.has(path));
    return file === undefined ? [] : [{ rollout, because: heir === undefined ? 'stopped' : 'leaving', file }];
  });
}

function meets({ holds, relies }: Lane, paths: readonly string[]): boolean {
  const touched = new Set(paths);
  return [...holds, ...relies].some((path) => touched.has(path));
}

/** Where each canary of the source stands, as the applied tree records it. */
export function positionsOf(mesh: BundleMesh, base: Base): Positions {
  return Object.fromEntries(mesh.canaries.map((canary) => [canary.id, positionOf(canary, base)]));
}

function positionOf(canary: CanarySpec, base: Base): string {
  const state = base.states.get(canary.id);
  if (!state || state.status === 'superseded' || (state.from === canary.to && state.to === canary.from))
    return START.key;
  if (startsAgain(state, base)) return START.key;
  if (state.planHash === canaryHash(canary)) return state.status === 'rolled-back' ? 'rolled-back' : state.stage;
  const sameMove = state.status === 'done' && movesAlike(state, canary);
  return sameMove ? lastStage(canary).key : START.key;
}

/** A source change that touches what a canary holds or relies on goes first; so does any bootstrap. */
function behindEdit(lane: Lane, edit: Lane | undefined): Wait[] {
  const first = edit && (edit.kind === 'bootstrap' || meets(lane, edit.holds));
  return first ? [{ rollout: edit.id, because: 'change' }] : [];
}

/** A source that suddenly describes nothing is more likely a mistake than a wish to switch everything off. */
function emptyTarget(mesh: BundleMesh, base: Base): Stop[] {
  if (Object.keys(mesh.files).length > 0 || ![...base.files.values()].some((file) => file.owned)) return [];
  return [
    {
      rollout: undefined,
      code: 'empty-target',
      message: `The source describes no object of ${mesh.inventory.mesh} at all, and the applied tree has some; nothing is removed.`,
      hint: 'Correct the source. To give the mesh up, remove its folder from the applied tree by hand.',
    },
  ];
}

/** A file that an unfinished rollout has written and somebody has changed since. A newer source writes over it. */
function handEdits(mesh: BundleMesh, base: Base): Stop[] {
  const source = sourceHash(mesh);
  return [...base.states.values()].flatMap((state): Stop[] => {
    if (!isUnfinished(state, base) || (state.kind !== 'canary' && state.planHash !== source)) return [];
    const edited = Object.entries(state.files).filter(([path, blob]) => base.files.get(path)?.blob !== blob);
    if (edited.length === 0) return [];
    const otherWay = state.kind === 'canary' ? `meshwright rollback ${state.rollout}` : 'change the mesh';
    return [
      {
        rollout: state.rollout,
        code: 'edited-by-hand',
        message: `${edited.map(([path]) => path).join(', ')} changed outside of the rollout ${state.rollout}, which is under way.`,
        hint: `Put the file back as the last step of the rollout left it, or ${otherWay}; then tick again. meshwright resume ${state.rollout} lets the source overwrite it.`,
        token: `edited/${state.rollout}/${digest(edited.map(([path]) => [path, base.files.get(path)?.blob ?? null])).slice(0, 10)}`,
      },
    ];
  });
}

/** Canaries under way that the source no longer describes, and those that came back and must not start by themselves. */
function unfinishedBusiness(mesh: BundleMesh, base: Base, successions: readonly Succession[]): Stop[] {
  return [...base.states.values()].flatMap((state): Stop[] => {
    if (state.kind !== 'canary') return [];
    const canary = mesh.canaries.find((candidate) => candidate.id === state.rollout);
    const same = stillAsks(canary, state);
    if (state.status === 'rolled-back') return same ? [rolledBack(state)] : [];
    if (same || !isUnfinished(state, base) || successions.some((one) => one.state === state)) return [];
    const next = mesh.canaries.find((one) => leadsOn(one, state));
    return [canary ? altered(state) : dropped(state, next?.id)];
  });
}

function rolledBack(state: RolloutState): Stop {
  const { rollout } = state;
  const to = state.with ? versionWords(movesIn(state), 'to') : state.to;
  return {
    token: rolledBackToken(state),
    rollout,
    code: 'rolled-back',
    message: `${rollout} was rolled back; it does not start again by itself.`,
    hint: `Find out what was wrong with ${to}, then change the Canary (its steps, or its version), remove it, or meshwright resume ${rollout}.`,
  };
}

function dropped(state: RolloutState, next: string | undefined): Stop {
  const { rollout, from, to, number, total } = state;
  const moves = state.with ? moveWords(movesIn(state)) : `${from} to ${to}`;
  const stable = state.with ? 'the stable versions that it moves from' : `stable: '${from}'`;
  return {
    rollout,
    code: 'dropped-canary',
    message: `${rollout} (${moves}) is at step ${number} of ${total}, and the source no longer has its Canary or has another stable version.`,
    hint: `${next === undefined ? '' : `${next} begins where it ends: keep both until it is through. `}Put the Canary back with ${stable}; from there it goes on, or back with meshwright rollback ${rollout}. Or give it up with meshwright abort ${rollout}.`,
  };
}

function altered({ rollout, number, total }: RolloutState): Stop {
  return {
    rollout,
    code: 'altered-canary',
    message: `${rollout} is at step ${number} of ${total}, and the source has changed the Canary.`,
    hint: `Put the Canary back as it was; from there it goes on, or back with meshwright rollback ${rollout}. Or let the new one take its place with meshwright supersede ${rollout} (or ifUnderWay of the Canary), or give it up with meshwright abort ${rollout}.`,
  };
}
