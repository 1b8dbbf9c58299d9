import { re2 } from '../../istio/re2.ts';
import type { MatchSnapshot, TextMatch } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { canaryName, routeTitle } from './walks/wording.ts';

/** Istio reads regular expressions as RE2: no look-around, no backreferences, 1024 bytes at most. */
export const invalidRegex = defineCheck({
  code: 'invalid-regex',
  severity: 'error',
  *find({ mesh }) {
    const routes = mesh.routes.map((route) => ({ at: route.at, title: routeTitle(route), match: route.match }));
    const cohorts = mesh.canaries.map((canary) => ({
      at: canary.at,
      title: `The cohort of canary '${canaryName(canary)}'`,
      match: [{ headers: canary.spec.cohort ?? {} } satisfies MatchSnapshot],
    }));
    for (const { at, title, match } of [...routes, ...cohorts]) {
      for (const [what, text] of match.flatMap(textsOf)) {
        if (text === undefined || text === 'present' || !('regex' in text) || typeof text.regex !== 'string') continue;
        const result = re2(text.regex);
        if (!('problem' in result)) continue;
        yield {
          at,
          message: `${title} matches its ${what} with a regex that Istio refuses: ${result.problem}.`,
          why: "Istio's webhook refuses the whole VirtualService, and every other route in it stays as it was.",
          hint: 'Write it in RE2, which has no look-around and no backreferences; it must match the whole text. Several alternatives can be entries of `match`.',
        };
      }
    }
  },
});

type Said = readonly [what: string, text: TextMatch | 'present' | undefined];

function textsOf({ path, method, authority, headers, withoutHeaders, queryParams }: MatchSnapshot): readonly Said[] {
  const named = (what: string, matches: MatchSnapshot['headers'] = {}): readonly Said[] =>
    Object.entries(matches).map(([name, text]) => [`${what} '${name}'`, text]);
  return [
    ['path', path],
    ['method', method],
    ['authority', authority],
    ...named('header', headers),
    ...named('header', withoutHeaders),
    ...named('query parameter', queryParams),
  ];
}
