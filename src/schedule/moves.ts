import { type CanarySpec, type MoveSpec, movesOf } from '../model/specs.ts';
import type { RolloutState } from './state.ts';

/** A service and the versions between which it moves, as states and texts tell it. */
export type Move = Pick<MoveSpec, 'service' | 'from' | 'to'>;

/** What a state says of it. */
type Moving = Pick<RolloutState, 'service' | 'from' | 'to' | 'with'>;

/** What a canary moves: the service that it is named after, and those that move with it. */
export interface Moves extends Move {
  readonly with?: readonly Move[];
}

/** What the rollout of a state moves, the service it is named after first; empty where it is no canary. */
export function movesIn({ service, from, to, with: others = [] }: Moving): readonly Move[] {
  return service === undefined || from === undefined || to === undefined ? [] : [{ service, from, to }, ...others];
}

/** What a state is to record of it. */
export function movesFor(canary: CanarySpec): Moves {
  const [{ service, from, to }, ...others] = movesOf(canary);
  const more = others.map((move) => ({ service: move.service, from: move.from, to: move.to }));
  return { service, from, to, ...(more.length > 0 && { with: more }) };
}

/** Whether the rollout of a state took the same services between the same versions, whichever of them it is named after. */
export function movesAlike(state: RolloutState, canary: CanarySpec): boolean {
  // States of an older form do not name the service.
  if (state.with === undefined && canary.with === undefined)
    return state.from === canary.from && state.to === canary.to;
  return told(movesIn(state)) === told(movesOf(canary));
}

function told(moves: readonly Move[]): string {
  return JSON.stringify(moves.map(({ service, from, to }) => [service, from, to].join(' ')).sort());
}

type Name = (text: string) => string;

/** `search from v1 to v2 and ratings from v2 to v3`. */
export function moveWords(moves: readonly Move[], name: Name = same): string {
  return joined(
    moves.map(({ service, from, to }) => `${name(shortName(service, moves))} from ${name(from)} to ${name(to)}`),
  );
}

/** `v2`; of several services `search v2 and ratings v3`. `which`: the versions they come from, or go to. */
export function versionWords(
  moves: readonly Move[],
  which: 'from' | 'to',
  name: Name = same,
  version: Name = name,
): string {
  const [first] = moves;
  if (first && moves.length === 1) return version(first[which]);
  return joined(moves.map((move) => `${name(shortName(move.service, moves))} ${version(move[which])}`));
}

/** `search and ratings`. */
export function serviceWords(moves: readonly Move[], name: Name = same): string {
  return joined(moves.map(({ service }) => name(shortName(service, moves))));
}

/** The name alone, and with the namespace where two of the services are called alike. */
export function shortName(service: string, among: readonly Pick<Move, 'service'>[] = []): string {
  const short = nameIn(service);
  const alike = among.some((other) => other.service !== service && nameIn(other.service) === short);
  return alike ? service : short;
}

function nameIn(service: string): string {
  return service.slice(service.indexOf('/') + 1);
}

/** More than that nobody reads in one sentence. */
const MOST = 6;

function joined(parts: readonly string[]): string {
  const shown = parts.length > MOST ? [...parts.slice(0, MOST - 1), `${parts.length - MOST + 1} more`] : parts;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

function same(text: string): string {
  return text;
}
