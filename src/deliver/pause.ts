import { DeliveryError, UsageError } from '../diagnostics/errors.ts';
import { nearestName } from '../istio/nearest.ts';
import { isUnfinished } from '../schedule/unfinished.ts';
import { type Look, look } from './look.ts';
import { isSettled, pauseOf, writeSignal } from './signals.ts';
import type { TickRequest } from './tick-request.ts';

/** What a person asks; `rollout` is that of a canary or an edit, or the name of a mesh for all of its rollouts. */
export interface Wish {
  readonly rollout: string;
  readonly by: string;
}

type Requests = readonly [TickRequest, ...TickRequest[]];

/**
 * Nothing of the rollout, or of the whole mesh, goes forward from the next tick on. A rollback is still proposed. There
 * must be such a rollout in one of the repositories: one that is misspelt would go on while everybody believes it held.
 */
export async function pause(
  requests: readonly TickRequest[],
  { rollout, by, reason }: Wish & { readonly reason: string },
): Promise<void> {
  const looks = await look(...(requests as Requests));
  const known = knownIn(looks);
  if (!known.meshes.includes(rollout) && !known.rollouts.includes(rollout)) throw nobodyCalled(rollout, known);
  for (const { request, seen } of looks) {
    const signal = { name: `pause/${pauseName(rollout, known)}`, note: { by, reason } };
    const result = await writeSignal(request.git, request.forge.remote, new Date(seen.now), signal);
    if (result === 'stale') throw somebodyElse(rollout);
  }
}

/** What a resume has changed. */
export interface Resumed {
  readonly unpaused: boolean;
  /** Why it had stopped, for each stop that is settled now. */
  readonly settled: readonly string[];
  /** What it was asked for and has not done, or what still stands in the way; absent where there is nothing. */
  readonly left?: readonly string[];
}

/**
 * Ends a pause; or, where there is none, settles what the rollout has stopped for: the very occurrence, never the next
 * one. Never both at once: who ends a pause need not know of the rollback that happened meanwhile. With `anyway` it
 * goes forward although a gate of the stage in force has failed.
 */
export async function resume(
  requests: Requests,
  { rollout, by, anyway }: Wish & { readonly anyway: boolean },
): Promise<Resumed> {
  const looks = await look(...requests);
  if (looks.some((one) => isPaused(one, rollout))) return unpause(looks, rollout);
  const settled = new Set<string>();
  for (const one of looks) {
    const stops = [...(anyway ? failures(one, rollout) : []), ...stopsOf(one, rollout)];
    for (const reason of await settle(one, { rollout, by }, stops)) settled.add(reason);
  }
  const outvoted = looks.some((one) => failures(one, rollout).length > 0);
  if (settled.size === 0)
    throw anyway && !outvoted ? nothingHasFailed(looks, rollout) : nothingToResume(looks, rollout);
  const left = anyway && !outvoted ? { left: [NOTHING_FAILED] } : {};
  return { unpaused: false, settled: [...settled], ...left };
}

const NOTHING_FAILED = 'no gate of its step in force has failed, so --anyway had nothing to overrule';

async function unpause(looks: readonly Look[], rollout: string): Promise<Resumed> {
  const name = `pause/${pauseName(rollout, knownIn(looks))}`;
  for (const { request, seen } of looks) {
    const signal = { name, note: undefined };
    const result = await writeSignal(request.git, request.forge.remote, new Date(seen.now), signal);
    if (result === 'stale') throw somebodyElse(rollout);
  }
  const stops = looks.flatMap((one) => [
    ...failures(one, rollout).map(
      ({ reason }) => `${reason}; a second meshwright resume ${rollout} --anyway overrules it`,
    ),
    ...stopsOf(one, rollout).map(({ reason }) => `${reason}; a second meshwright resume ${rollout} goes on from there`),
    ...lanesOf(one, rollout).flatMap((lane) =>
      lane.state === 'stopped' && lane.token === undefined ? lane.reason : [],
    ),
  ]);
  const left = [...new Set(stops)];
  return { unpaused: true, settled: [], ...(left.length > 0 && { left }) };
}

/** Something that the rollout has stopped for, or goes back for, and the name by which a person settles it. */
interface Settleable {
  readonly reason: string;
  readonly token: string;
}

function lanesOf({ decision }: Look, rollout: string) {
  return decision.lanes.filter((lane) => lane.rollout === rollout);
}

function stopsOf(one: Look, rollout: string): readonly Settleable[] {
  return lanesOf(one, rollout).flatMap(({ token, reason }) => (token === undefined ? [] : { token, reason }));
}

/** Gates of the stage in force that fail now. A token for one that does not would disarm a rollback yet to come. */
function failures({ meshes }: Look, rollout: string): readonly Settleable[] {
  const judged = meshes.flatMap((mesh) => mesh.judged.get(rollout)?.judgements ?? []);
  return judged.flatMap(({ verdict, excused, token, gate }) =>
    verdict === 'fail' && !excused && token !== undefined ? { token, reason: `the gate ${gate} failed` } : [],
  );
}

/** Answers with the reasons of what is settled now and was not before. */
async function settle({ request, seen }: Look, { rollout, by }: Wish, stops: readonly Settleable[]): Promise<string[]> {
  const fresh = stops.filter(({ token }) => !isSettled(seen.signals, rollout, token));
  if (fresh.length === 0) return [];
  const before = seen.signals.settled.get(rollout) ?? [];
  const note = { by, settled: [...new Set([...before, ...fresh.map(({ token }) => token)])].slice(-MANY) };
  const signal = { name: `resume/${rollout}`, note };
  if ((await writeSignal(request.git, request.forge.remote, new Date(seen.now), signal)) === 'stale')
    throw somebodyElse(rollout);
  return [...new Map(fresh.map(({ token, reason }) => [token, reason])).values()];
}

/** So many settled stops are remembered for a rollout; each concerns one pull request or one round. */
const MANY = 200;

interface Known {
  readonly meshes: readonly string[];
  readonly rollouts: readonly string[];
}

/** Canaries of the source, what is under way, and what is planned, in any of the repositories. */
function knownIn(looks: readonly Look[]): Known {
  const all = looks.flatMap(({ meshes }) => meshes);
  const rollouts = all.flatMap(({ mesh, base, plan, proposals }) => [
    ...mesh.canaries.map(({ id }) => id),
    ...[...base.states.values()].filter((state) => isUnfinished(state, base)).map(({ rollout }) => rollout),
    ...plan.lanes.map(({ id }) => id),
    ...plan.stops.flatMap(({ rollout }) => rollout ?? []),
    ...proposals.map(({ lane }) => lane.id),
  ]);
  const meshes = all.map(({ mesh }) => mesh.inventory.mesh);
  return { meshes: [...new Set(meshes)].sort(), rollouts: [...new Set(rollouts)].sort() };
}

function pauseName(rollout: string, { meshes }: Known): string {
  return meshes.includes(rollout) ? `${rollout}/_` : rollout;
}

/** One of a rollout that is not there any more, too: a pause can always be taken back. */
function isPaused(one: Look, rollout: string): boolean {
  return one.seen.signals.paused.has(pauseName(rollout, knownIn([one])));
}

function nobodyCalled(rollout: string, { meshes, rollouts }: Known): UsageError {
  const names = [...meshes, ...rollouts];
  const near = nearestName(rollout, names);
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return new UsageError(
    `There is no mesh or rollout ${rollout}.`,
    `${near === undefined ? '' : `Did you mean ${near}? `}There are ${names.slice(0, SHOWN).join(', ')}${more}.`,
  );
}

const SHOWN = 20;

function nothingHasFailed(looks: readonly Look[], rollout: string): UsageError {
  const other = nothingToResume(looks, rollout);
  return new UsageError(`No gate of the step in force of ${rollout} has failed.`, `${other.message} ${other.hint}`);
}

function nothingToResume(looks: readonly Look[], rollout: string): UsageError {
  const pause = looks.map(({ seen }) => pauseOf(seen.signals, rollout)).find(Boolean);
  if (pause)
    return new UsageError(`The whole mesh ${pause.of} is paused by ${pause.by}.`, `Run meshwright resume ${pause.of}.`);
  const lane = looks.flatMap(({ decision }) => decision.lanes).find((one) => one.rollout === rollout);
  const known = knownIn(looks);
  if (!lane && !known.meshes.includes(rollout) && !known.rollouts.includes(rollout))
    return nobodyCalled(rollout, known);
  if (lane?.state === 'stopped')
    return new UsageError(
      `${rollout} cannot just go on: ${lane.reason}.`,
      lane.hint ?? 'meshwright status tells more.',
    );
  return new UsageError(
    `${rollout} is neither paused nor stopped.`,
    lane ? `It is ${lane.state}: ${lane.reason}.` : 'meshwright status shows every rollout.',
  );
}

function somebodyElse(rollout: string): DeliveryError {
  return new DeliveryError(
    `Somebody else has paused or resumed ${rollout} at the same moment.`,
    'Run meshwright status, and the command again if it is still wanted.',
  );
}
