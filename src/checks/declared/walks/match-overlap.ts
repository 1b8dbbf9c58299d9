import { re2 } from '../../../istio/re2.ts';
import type { MatchSnapshot, TextMatch } from '../../../model/snapshot-types.ts';

/**
 * Whether one request can meet both matches. Exact for texts and prefixes, and for a regex against a text; two regexes,
 * or a regex and a prefix, count as meeting, since nobody wants to rely on their not doing so.
 */
export function overlap(a: MatchSnapshot, b: MatchSnapshot): boolean {
  if (a.path && b.path && !textsOverlap(a.path, b.path)) return false;
  return Object.entries(a.headers ?? {}).every(([name, wanted]) => {
    const other = b.headers?.[name];
    // Different headers can come in one request; 'present' goes with any value.
    return other === undefined || wanted === 'present' || other === 'present' || textsOverlap(wanted, other);
  });
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
