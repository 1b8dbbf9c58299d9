import { isSet, itemOf, listOf, type Message, mapOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';

/**
 * Warns of routes that no request can reach because routes before them take it, as far as Istio's validation sees that:
 * a route without matches takes everything, and equal matches are written twice.
 */
export function warnOfUnusedRules(routes: readonly unknown[], at: Cursor): void {
  const several = hasSeveralMatches(routes);
  if (routes.length < 2 && !several) return;
  const seen = new Map<string, number>();
  let catchAll: number | undefined;
  for (let i = 0; i < routes.length; i++) {
    const route = itemOf(routes[i]);
    const matches = listOf(route.match);
    if (catchAll !== undefined) {
      warnUnreachable(at.at(i), `the ${nameOf(routes, catchAll)} has no match and takes every request before it`);
    } else if (several && matches.length > 0) warnOfRepeatedMatches(routes, i, seen, at);
    if (matches.length === 0) catchAll = i;
  }
}

function hasSeveralMatches(routes: readonly unknown[]): boolean {
  let count = 0;
  for (let i = 0; i < routes.length && count < 2; i++) count += listOf(itemOf(routes[i]).match).length;
  return count > 1;
}

function warnOfRepeatedMatches(routes: readonly unknown[], index: number, seen: Map<string, number>, at: Cursor): void {
  const matches = listOf(itemOf(routes[index]).match);
  let repeated = 0;
  for (let j = 0; j < matches.length; j++) {
    const key = keyOf(itemOf(matches[j]));
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

function warnUnreachable(at: Cursor, reason: string): void {
  const hint = 'The first route that matches wins: move this one up, narrow those before it, or leave it out.';
  at.warn(`no request reaches this route: ${reason}`, hint, ['IST0130']);
}

/** `route 2`, or its name where it has one. */
export function nameOf(routes: readonly unknown[], index: number): string {
  const name = textOf(itemOf(routes[index]).name);
  return name === '' ? `route at ${index}` : `route '${name}'`;
}

const TEXTS = ['sourceNamespace', 'statPrefix', 'sourceSubnet'];
const LISTS = ['gateways', 'sniHosts', 'destinationSubnets'];
const STRING_MATCHES = ['uri', 'scheme', 'method', 'authority'];
const STRING_MATCH_MAPS = ['headers', 'queryParams', 'withoutHeaders'];

/**
 * A text that is the same for matches that say the same: without the name, whatever the order of fields, and with
 * fields that are left out like those that hold their default.
 */
function keyOf(match: Message): string {
  const key: unknown[] = [];
  for (const field of STRING_MATCHES) if (isSet(match[field])) key.push(field, stringMatchKey(itemOf(match[field])));
  for (const field of STRING_MATCH_MAPS) if (isSet(match[field])) key.push(...mapKey(field, mapOf(match[field]), true));
  if (isSet(match.sourceLabels)) key.push(...mapKey('sourceLabels', mapOf(match.sourceLabels), false));
  for (const field of TEXTS) if (textOf(match[field]) !== '') key.push(field, match[field]);
  for (const field of LISTS) if (listOf(match[field]).length > 0) key.push(field, match[field]);
  if (typeof match.port === 'number' && match.port !== 0) key.push('port', match.port);
  if (match.ignoreUriCase === true) key.push('ignoreUriCase');
  return JSON.stringify(key);
}

function stringMatchKey(match: Message): unknown[] {
  for (const way of ['regex', 'prefix', 'exact']) if (typeof match[way] === 'string') return [way, match[way]];
  return [];
}

function mapKey(field: string, map: Message, matches: boolean): unknown[] {
  const keys = Object.keys(map).sort();
  if (keys.length === 0) return [];
  return [field, keys.map((key) => [key, matches ? stringMatchKey(itemOf(map[key])) : textOf(map[key])])];
}
