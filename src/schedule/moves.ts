import { type CanarySpec, type MoveSpec, movesOf } from '../model/specs.ts';
import type { RolloutState } from './state.ts';

/** A service and the versions between which it moves, as states and texts tell it. */
export type Move = Pick<MoveSpec, 'service' | 'from' | 'to'>;

/** What the rollout of a state moves, the service it is named after first; empty where it is no canary. */
export function movesIn({ service, from, to, with: others = [] }: RolloutState): readonly Move[] {
  return service === undefined || from === undefined || to === undefined ? [] : [{ service, from, to }, ...others];
}

/** What a state is to record of it. */
export function movesFor(canary: CanarySpec): Pick<RolloutState, 'service' | 'from' | 'to' | 'with'> {
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

/** `v1 to v2`; of several services `search from v1 to v2 and ratings from v2 to v3`. */
export function moveWords(moves: readonly Move[], name: (text: string) => string = same): string {
  const [first] = moves;
  if (!first) return 'one version to another';
  if (moves.length === 1) return `${name(first.from)} to ${name(first.to)}`;
  return joined(
    moves.map((move) => `${name(shortName(move.service, moves))} from ${name(move.from)} to ${name(move.to)}`),
  );
}

/** `v2`; of several services `search v2 and ratings v3`. `which`: the versions they come from, or go to. */
export function versionWords(
  moves: readonly Move[],
  which: 'from' | 'to',
  name: (text: string) => string = same,
): string {
  if (moves.length === 1) return name(moves[0]?.[which] ?? '');
  return joined(moves.map((move) => `${name(shortName(move.service, moves))} ${name(move[which])}`));
}

/** `search`; of several services `search and ratings`. */
export function serviceWords(moves: readonly Move[], name: (text: string) => string = same): string {
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

function joined(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function same(text: string): string {
  return text;
}
