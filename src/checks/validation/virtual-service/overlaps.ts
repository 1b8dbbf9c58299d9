import { isSet, itemOf, listOf, type Message, mapOf, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { nameOf } from './unused-rules.ts';

/** A match by prefix of the path, in the terms in which Istio's validation compares matches. */
interface PrefixMatch {
  readonly route: number;
  readonly match: number;
  readonly prefix: string;
  readonly port: number;
  readonly method: string;
  readonly authority: string;
  readonly maps: readonly Message[];
}

/**
 * Warns of matches by prefix that an earlier, shorter prefix covers. Compared as Istio compares, which sees only port,
 * method, authority, headers and query parameters, and takes a missing method for GET.
 */
export function warnOfCoveredMatches(routes: readonly unknown[], at: Cursor): void {
  if (!hasCoveredPrefix(routes)) return;
  const matches = prefixMatches(routes);
  for (let later = 1; later < matches.length; later++) {
    const inner = matches[later]!;
    for (let earlier = 0; earlier < later; earlier++) {
      const outer = matches[earlier]!;
      if (outer.prefix === inner.prefix || !covers(outer, inner)) continue;
      const message = `the prefix ${inner.prefix} is covered by the prefix ${outer.prefix} of the ${nameOf(routes, outer.route)}`;
      const hint = `Move the match of ${inner.prefix} before that of ${outer.prefix}: the first that matches wins.`;
      at.at(inner.route).at('match').at(inner.match).warn(`${message} and never decides`, hint, ['IST0131']);
      break;
    }
  }
}

/** Whether some prefix of the path begins with another one: most routes need no closer look. */
function hasCoveredPrefix(routes: readonly unknown[]): boolean {
  const prefixes: string[] = [];
  for (let i = 0; i < routes.length; i++) {
    const matches = listOf(itemOf(routes[i]).match);
    if (matches.length === 0) break;
    for (let j = 0; j < matches.length; j++) {
      const prefix = prefixOf(messageOf(itemOf(matches[j]).uri));
      if (prefix === '') continue;
      for (let k = 0; k < prefixes.length; k++) {
        if (prefixes[k] !== prefix && prefix.startsWith(prefixes[k]!)) return true;
      }
      prefixes.push(prefix);
    }
  }
  return false;
}

/** Those that could be reached: up to the first route without matches. Of equal ones the later make no difference. */
function prefixMatches(routes: readonly unknown[]): readonly PrefixMatch[] {
  const found: PrefixMatch[] = [];
  for (let i = 0; i < routes.length; i++) {
    const matches = listOf(itemOf(routes[i]).match);
    if (matches.length === 0) break;
    for (let j = 0; j < matches.length; j++) {
      const match = itemOf(matches[j]);
      const prefix = prefixOf(messageOf(match.uri));
      if (prefix !== '') found.push(describe(match, prefix, i, j));
    }
  }
  return found;
}

function prefixOf(uri: Message | undefined): string {
  return uri === undefined || typeof uri.regex === 'string' ? '' : textOf(uri.prefix);
}

const MAPS = ['headers', 'queryParams', 'withoutHeaders'];

function describe(match: Message, prefix: string, route: number, index: number): PrefixMatch {
  return {
    route,
    match: index,
    prefix,
    port: numberOf(match.port),
    method: textKey(match.method) || 'exact:GET',
    authority: textKey(match.authority),
    maps: MAPS.map((field) => mapOf(match[field])),
  };
}

/** How a text is matched, comparable; empty for regular expressions and where anything will do. */
function textKey(value: unknown): string {
  if (!isSet(value)) return '';
  const { exact, prefix, regex } = itemOf(value);
  if (typeof regex === 'string') return '';
  if (typeof prefix === 'string') return prefix === '' ? '' : `prefix:${prefix}`;
  return textOf(exact) === '' ? '' : `exact:${exact}`;
}

function covers(outer: PrefixMatch, inner: PrefixMatch): boolean {
  return (
    inner.prefix.startsWith(outer.prefix) &&
    inner.port === outer.port &&
    outer.method.startsWith(inner.method) &&
    outer.authority.startsWith(inner.authority) &&
    outer.maps.every((map, index) => mapCovers(map, inner.maps[index]!))
  );
}

function mapCovers(outer: Message, inner: Message): boolean {
  const keys = Object.keys(outer);
  if (keys.length !== Object.keys(inner).length) return false;
  return keys.every((key) => Object.hasOwn(inner, key) && textKey(outer[key]).startsWith(textKey(inner[key])));
}
