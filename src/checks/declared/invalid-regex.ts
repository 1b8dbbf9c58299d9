import { re2 } from '../../istio/re2.ts';
import type { MatchSnapshot } from '../../model/snapshot-types.ts';
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
      const texts = match.flatMap(({ path, headers }: MatchSnapshot) => [
        ['path', path] as const,
        ...Object.entries(headers ?? {}).map(([name, value]) => [`header '${name}'`, value] as const),
      ]);
      for (const [what, text] of texts) {
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
