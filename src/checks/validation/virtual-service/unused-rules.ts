import { isSet, itemOf, listOf, type Message, mapOf, numberOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { wayOf } from './string-match.ts';

/**
 * Warns of routes that no request can reach because routes before them take it, as far as Istio's validation sees that:
 * a route without matches takes everything, and equal matches are written twice.
 */
export function warnOfUnusedRules(routes: readonly unknown[], at: Cursor, protocol: Protocol): void {
  const several = hasSeveralMatches(routes);
  if (routes.length < 2 && !several) return;
  const hints = several ? repeatedHints(routes, protocol) : new Set<string>();
  const seen = new Map<string, number>();
  let catchAll: number | undefined;
  for (let i = 0; i < routes.length; i++) {
    const route = itemOf(routes[i]);
    const matches = listOf(route.match);
    if (catchAll !== undefined) {
      warnUnreachable(at.at(i), `the ${nameOf(routes, catchAll)} has no match and takes every request before it`);
    } else if (hints.size > 0 && matches.length > 0) warnOfRepeatedMatches(routes, i, { seen, hints, protocol }, at);
    if (matches.length === 0) catchAll = i;
  }
}

function hasSeveralMatches(routes: readonly unknown[]): boolean {
  let count = 0;
  for (let i = 0; i < routes.length && count < 2; i++) count += listOf(itemOf(routes[i]).match).length;
  return count > 1;
}

/** Whose fields count: those of other protocols Istio does not know, and passes over. */
type Protocol = 'http' | 'tls' | 'tcp';

interface Known {
  readonly protocol: Protocol;
  /** The route of each match so far, by the match's key. */
  readonly seen: Map<string, number>;
  readonly hints: ReadonlySet<string>;
}

function warnOfRepeatedMatches(
  routes: readonly unknown[],
  index: number,
  { seen, hints, protocol }: Known,
  at: Cursor,
): void {
  const matches = listOf(itemOf(routes[index]).match);
  let repeated = 0;
  for (let j = 0; j < matches.length; j++) {
    const match = itemOf(matches[j]);
    if (!hints.has(hintOf(match, protocol))) continue;
    const key = keyOf(match, protocol);
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, index);
      continue;
    }
    repeated++;
    const where = earlier === index ? 'this route' : `the ${nameOf(routes, earlier)}`;
    const message = `the match says the same as an earlier one of ${where} and never decides`;
    at.at(index).at('match').at(j).warn(message, 'Leave it out, or make it say something else.', ['IST0131']);
  }
  if (repeated === matches.length) {
    warnUnreachable(at.at(index), 'each of its matches is written in an earlier route too');
  }
}

/** What several matches have in common. Most have a path of their own, and need no comparing. */
function repeatedHints(routes: readonly unknown[], protocol: Protocol): ReadonlySet<string> {
  const once = new Set<string>();
  const repeated = new Set<string>();
  for (let i = 0; i < routes.length; i++) {
    const matches = listOf(itemOf(routes[i]).match);
    for (let j = 0; j < matches.length; j++) {
      const hint = hintOf(itemOf(matches[j]), protocol);
      if (once.has(hint)) repeated.add(hint);
      else once.add(hint);
    }
  }
  return repeated;
}

/** The same for matches that say the same: path, port, and whether headers are looked at. */
function hintOf(match: Message, protocol: Protocol): string {
  if (protocol !== 'http') return String(numberOf(match.port));
  const uri = itemOf(match.uri);
  let headers = '';
  for (const _ in mapOf(match.headers)) headers = ' with headers';
  return `${numberOf(match.port)} ${textOf(uri[wayOf(uri) ?? ''])}${headers}`;
}

function warnUnreachable(at: Cursor, reason: string): void {
  const hint = 'The first route that matches wins: move this one up, narrow those before it, or leave it out.';
  at.warn(`no request reaches this route: ${reason}`, hint, ['IST0130']);
}

/** `route 2`, or its name where it has one. */
export function nameOf(routes: readonly unknown[], index: number): string {
  const name = textOf(itemOf(routes[index]).name);
  return name === '' ? `route at ${index}` : `route '${name}'`;
}

type Reader = (value: unknown) => unknown[] | undefined;

const readText: Reader = (value) => (textOf(value) === '' ? undefined : [value]);
const readList: Reader = (value) => (listOf(value).length > 0 ? [value] : undefined);
const readMatch: Reader = (value) => stringMatchKey(itemOf(value));
const readMatches: Reader = (value) => mapKey(mapOf(value), true);

/** What counts of each field; undefined where it says no more than its absence. */
const OF_ALL: readonly (readonly [string, Reader])[] = [
  ['sourceNamespace', readText],
  ['gateways', readList],
  ['sourceLabels', (value) => mapKey(mapOf(value), false)],
  ['port', (value) => (typeof value === 'number' && value !== 0 ? [value] : undefined)],
];

const READERS: Readonly<Record<Protocol, ReadonlyMap<string, Reader>>> = {
  http: new Map<string, Reader>([
    ...OF_ALL,
    ...['uri', 'scheme', 'method', 'authority'].map((field) => [field, readMatch] as const),
    ...['headers', 'queryParams', 'withoutHeaders'].map((field) => [field, readMatches] as const),
    ['statPrefix', readText],
    ['ignoreUriCase', (value) => (value === true ? [] : undefined)],
  ]),
  tls: new Map([...OF_ALL, ['sniHosts', readList], ['destinationSubnets', readList]]),
  tcp: new Map([...OF_ALL, ['sourceSubnet', readText], ['destinationSubnets', readList]]),
};

/**
 * A text that is the same for matches that say the same: without the name, whatever the order of fields, and with
 * fields that are left out like those that hold their default.
 */
function keyOf(match: Message, protocol: Protocol): string {
  const parts: string[] = [];
  for (const field in match) {
    const value = match[field];
    const key = isSet(value) ? READERS[protocol].get(field)?.(value) : undefined;
    if (key) parts.push(`${field} ${JSON.stringify(key)}`);
  }
  return parts.sort().join('\n');
}

function stringMatchKey(match: Message): unknown[] {
  for (const way of ['regex', 'prefix', 'exact']) if (typeof match[way] === 'string') return [way, match[way]];
  return [];
}

function mapKey(map: Message, matches: boolean): unknown[] | undefined {
  const keys = Object.keys(map).sort();
  if (keys.length === 0) return undefined;
  return keys.map((key) => [key, matches ? stringMatchKey(itemOf(map[key])) : textOf(map[key])]);
}
