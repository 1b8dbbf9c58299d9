import { re2 } from '../../../istio/re2.ts';
import type { MatchSnapshot, TextMatch, WorkloadsSnapshot } from '../../../model/snapshot-types.ts';
import type { HeaderMatches } from '../../../model/specs.ts';

/**
 * Whether one request can meet both matches. Exact for texts and prefixes, and for a regex against a text; two regexes,
 * or a regex and a prefix, count as meeting, since nobody wants to rely on their not doing so.
 */
export function overlap(a: MatchSnapshot, b: MatchSnapshot): boolean {
  return (
    pathsOverlap(a, b) &&
    (['method', 'authority', 'scheme'] as const).every((field) => bothOverlap(a[field], b[field])) &&
    namedOverlap(a.headers, b.headers) &&
    namedOverlap(a.queryParams, b.queryParams) &&
    !excludes(a.headers, b.withoutHeaders) &&
    !excludes(b.headers, a.withoutHeaders) &&
    sourcesOverlap(a.from ?? {}, b.from ?? {}) &&
    equalIfBoth(a.gatewayPort, b.gatewayPort) &&
    shareOne(a.sniHosts, b.sniHosts) &&
    shareOne(a.destinationSubnets, b.destinationSubnets)
  );
}

/** Of names and networks that differ the narrower decides, whatever the order of routes. */
function shareOne(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a === undefined || b === undefined || a.some((one) => b.includes(one));
}

type Text = TextMatch | 'present';

function equalIfBoth<T>(a: T | undefined, b: T | undefined): boolean {
  return a === undefined || b === undefined || a === b;
}

/** 'present' goes with any value. */
function bothOverlap(a: Text | undefined, b: Text | undefined): boolean {
  return !a || !b || a === 'present' || b === 'present' || textsOverlap(a, b);
}

/** Different headers can come in one request; and claims of tokens (`@…`) can have several values. */
function namedOverlap(a: HeaderMatches = {}, b: HeaderMatches = {}): boolean {
  return Object.entries(a).every(([name, wanted]) => name.startsWith('@') || bothOverlap(wanted, b[name]));
}

/** Where one of the two ignores case, only the letters count. */
function pathsOverlap(a: MatchSnapshot, b: MatchSnapshot): boolean {
  if (!a.path || !b.path) return true;
  if (!a.ignorePathCase && !b.ignorePathCase) return textsOverlap(a.path, b.path);
  return 'regex' in a.path || 'regex' in b.path || textsOverlap(lower(a.path), lower(b.path));
}

function lower(match: TextMatch): TextMatch {
  const entries = Object.entries(match).map(([how, text]) => [
    how,
    typeof text === 'string' ? text.toLowerCase() : text,
  ]);
  return Object.fromEntries(entries) as TextMatch;
}

/** Whether every header that fits the one is refused by the other. */
function excludes(wanted: HeaderMatches = {}, unwanted: HeaderMatches = {}): boolean {
  return Object.entries(wanted).some(([name, value]) => {
    const refused = unwanted[name];
    return refused !== undefined && within(value, refused);
  });
}

function within(inner: Text, outer: Text): boolean {
  if (outer === 'present') return true;
  if (inner === 'present') return false;
  if ('exact' in inner) return textsOverlap(inner, outer);
  if ('prefix' in inner) return 'prefix' in outer && inner.prefix.startsWith(outer.prefix);
  return 'regex' in outer && inner.regex === outer.regex;
}

/** A pod is in one namespace and has one value of a label. */
function sourcesOverlap(a: WorkloadsSnapshot, b: WorkloadsSnapshot): boolean {
  const labels = Object.entries(a.labels ?? {});
  return equalIfBoth(a.namespace, b.namespace) && labels.every(([key, value]) => equalIfBoth(value, b.labels?.[key]));
}

function textsOverlap(a: TextMatch, b: TextMatch): boolean {
  // What a cast made of another type is a finding of its own.
  if ([a, b].some((match) => Object.values(match).some((text) => typeof text !== 'string'))) return false;
  if ('regex' in a) return regexOverlaps(a.regex, b);
  if ('regex' in b) return regexOverlaps(b.regex, a);
  if ('exact' in a) return 'exact' in b ? a.exact === b.exact : a.exact.startsWith(b.prefix);
  return 'exact' in b ? b.exact.startsWith(a.prefix) : a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
}

/** A regex that is no regex matches nothing; it is a finding of its own. */
function regexOverlaps(regex: string, other: TextMatch): boolean {
  const compiled = re2(regex);
  if ('problem' in compiled) return false;
  return 'exact' in other ? compiled.matches(other.exact) : true;
}
