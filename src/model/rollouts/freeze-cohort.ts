import type { Freezing } from '../freezing.ts';
import { cookieProblem, cookieRegex } from '../routes/cookie.ts';
import { freezeHeaders } from '../routes/freeze-match.ts';
import type { HeaderMatches } from '../specs.ts';
import type { Canary, Cohort } from './canary.ts';

/** A canary's cohort as conditions on headers: those that Istio knows, so a cookie becomes one on the header `cookie`. */
export function freezeCohort(canary: Canary<string, string>, cohort: Cohort, freezing: Freezing): HeaderMatches {
  const { headers, cookie } = cohort;
  const problem = problemOf(cohort);
  if (problem) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(canary),
      message: `The cohort of canary '${canary.node.id}' ${problem}.`,
      why: 'Every request would go to the new version at once, or none, or Istio would refuse the VirtualService.',
      hint: "Give either headers, as in { headers: { tester: 'present' } }, or one cookie, as in { cookie: { name: 'group', value: { exact: 'beta' } } }.",
    });
    return {};
  }
  return cookie ? { cookie: { regex: cookieRegex(cookie) } } : freezeHeaders(headers ?? {});
}

function problemOf({ headers, cookie }: Cohort): string | undefined {
  if (headers && cookie) return 'has headers and a cookie';
  if (!cookie) return Object.keys(headers ?? {}).length > 0 ? undefined : 'has no condition';
  return cookieProblem(cookie);
}
