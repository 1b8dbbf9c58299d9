import type { HTTPMatchRequest } from '../../istio/generated/types/index.ts';
import { re2 } from '../../istio/re2.ts';
import type { HeaderMatches, TextMatch } from '../../model/specs.ts';

/** Headers on which a route and a cohort both have conditions that Istio cannot say together. */
export type Unsayable = { readonly headers: readonly string[] };

/** The requests of a route that are of the cohort as well: the alternatives of its match, each narrowed. */
export function cohortMatches(
  match: readonly HTTPMatchRequest[] | undefined,
  cohort: HeaderMatches,
): readonly HTTPMatchRequest[] {
  return (match ?? [{}]).flatMap((alternative) => {
    const headers = bothHeaders(namedAs(alternative.headers), cohort);
    // What cannot be said is reported by a check; here it is as if no request were both.
    if (headers === 'none' || 'headers' in headers) return [];
    return [{ ...alternative, headers: writtenAs(headers.both) } as HTTPMatchRequest];
  });
}

type Both = 'none' | Unsayable | { readonly both: HeaderMatches };

/** Conditions that hold where both hold; `none` where no request can meet both. */
export function bothHeaders(one: HeaderMatches, other: HeaderMatches): Both {
  const both: Record<string, TextMatch | 'present'> = { ...one };
  const unsayable: string[] = [];
  for (const [name, wanted] of Object.entries(other)) {
    const present = Object.hasOwn(one, name) ? one[name] : undefined;
    const joined = present === undefined ? wanted : joinedTexts(present, wanted);
    if (joined === 'none') return 'none';
    if (joined === 'unsayable') unsayable.push(name);
    else both[name] = joined;
  }
  if (unsayable.length > 0) return { headers: unsayable };
  return { both: Object.fromEntries(Object.entries(both).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

type Text = TextMatch | 'present';

/** Both conditions on one text as one condition. */
function joinedTexts(a: Text, b: Text): Text | 'none' | 'unsayable' {
  if (a === 'present') return b;
  if (b === 'present') return a;
  if ('exact' in a) return fits(b, a.exact) ? a : 'none';
  if ('exact' in b) return fits(a, b.exact) ? b : 'none';
  if ('prefix' in a && 'prefix' in b) {
    if (a.prefix.startsWith(b.prefix)) return a;
    return b.prefix.startsWith(a.prefix) ? b : 'none';
  }
  return 'regex' in a && 'regex' in b && a.regex === b.regex ? a : 'unsayable';
}

function fits(condition: TextMatch, text: string): boolean {
  if ('exact' in condition) return condition.exact === text;
  if ('prefix' in condition) return text.startsWith(condition.prefix);
  const regex = re2(condition.regex);
  return 'matches' in regex && regex.matches(text);
}

/** Istio's way to ask only that a header is there is a condition without content. */
function writtenAs(headers: HeaderMatches): object {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value === 'present' ? {} : value]));
}

function namedAs(headers: HTTPMatchRequest['headers']): HeaderMatches {
  const written = Object.entries((headers ?? {}) as Readonly<Record<string, object>>);
  return Object.fromEntries(
    written.map(([name, value]) => [name, Object.keys(value).length === 0 ? 'present' : (value as TextMatch)]),
  );
}
