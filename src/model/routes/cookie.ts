import { regexProblem } from '../../istio/re2.ts';
import type { CookieMatch } from '../rollouts/canary.ts';

/** The characters of an HTTP token (RFC 9110, section 5.6.2), which names of cookies are made of. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** What is wrong with a condition on a cookie, as the end of "the match …"; undefined when nothing is. */
export function cookieProblem({ name, value }: CookieMatch): string | undefined {
  if (!TOKEN.test(name)) return `names the cookie '${name}', which no cookie can be called`;
  if (value === 'present') return undefined;
  const { exact, prefix, regex } = value;
  const wrong = regex === undefined ? undefined : regexProblem(regex);
  if (wrong !== undefined) return `has a regex that Istio refuses for the cookie '${name}': ${wrong}`;
  const text: unknown = exact ?? prefix ?? regex;
  if (typeof text !== 'string' || text === '') return `compares the cookie '${name}' with nothing`;
  return text.includes(';') && regex === undefined
    ? `compares the cookie '${name}' with a text that no cookie holds`
    : undefined;
}

/** Matches the whole header, in which cookies stand one after the other: `a=1; b=2`. */
export function cookieRegex({ name, value }: CookieMatch): string {
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
