import { regexProblem } from '../istio/re2.ts';
import type { Canary, Cohort, CookieMatch } from './canary.ts';
import { freezeHeaders } from './freeze-route.ts';
import type { Freezing } from './freezing.ts';
import type { HeaderMatches } from './specs.ts';

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

/** The characters of an HTTP token (RFC 9110, section 5.6.2), which names of cookies are made of. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

function problemOf({ headers, cookie }: Cohort): string | undefined {
  if (headers && cookie) return 'has headers and a cookie';
  if (!cookie) return Object.keys(headers ?? {}).length > 0 ? undefined : 'has no condition';
  if (!TOKEN.test(cookie.name)) return `names the cookie '${cookie.name}', which no cookie can be called`;
  if (cookie.value === 'present') return undefined;
  const { exact, prefix, regex } = cookie.value;
  const wrong = regex === undefined ? undefined : regexProblem(regex);
  if (wrong !== undefined) return `has a regex that Istio refuses for the cookie '${cookie.name}': ${wrong}`;
  const text: unknown = exact ?? prefix ?? regex;
  if (typeof text !== 'string' || text === '') return `compares the cookie '${cookie.name}' with nothing`;
  return text.includes(';') && regex === undefined
    ? `compares the cookie '${cookie.name}' with a text that no cookie holds`
    : undefined;
}

/** Matches the whole header, in which cookies stand one after the other: `a=1; b=2`. */
function cookieRegex({ name, value }: CookieMatch): string {
  return `(.*;[ ]*)?${escaped(name)}=${valueRegex(value)}(;.*)?`;
}

function valueRegex(value: CookieMatch['value']): string {
  if (value === 'present') return '[^;]*';
  if (value.exact !== undefined) return escaped(value.exact);
  return value.prefix !== undefined ? `${escaped(value.prefix)}[^;]*` : `(${value.regex})`;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
