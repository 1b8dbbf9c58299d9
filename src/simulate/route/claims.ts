import type { JwtFacts } from '../request.ts';
import type { Condition } from './conditions.ts';
import { inWords, stringMatch } from './string-match.ts';

const PREFIX = '@request.auth.claims';

/**
 * The condition of a header match that is really about a claim of the request's token; undefined for other headers.
 * @see https://istio.io/latest/docs/tasks/security/authentication/jwt-route/
 */
export function claimMatch(name: string, match: unknown, inverted: boolean): Condition | undefined {
  const path = claimPath(name);
  if (!path) return undefined;
  const wanted = stringMatch(match);
  const held = (jwt: JwtFacts | undefined): boolean => jwt !== undefined && valuesAt(jwt, path).some(wanted.test);
  return {
    holds: ({ jwt }) => held(jwt) !== inverted,
    why: ({ jwt }) => {
      const verb = inverted ? 'does not want' : 'wants';
      const found = jwt === undefined ? 'the request has no token' : `its token has ${listed(valuesAt(jwt, path))}`;
      return `${verb} the claim ${path.join('.')} ${inWords(wanted)}; ${found}`;
    },
  };
}

/** `@request.auth.claims.group.id` and `@request.auth.claims[group][id]` are the same claim. */
export function claimPath(name: string): readonly string[] | undefined {
  if (!name.toLowerCase().startsWith(PREFIX)) return undefined;
  const rest = name.slice(PREFIX.length);
  if (rest.startsWith('.') && rest.length > 1) return rest.slice(1).split('.');
  if (rest.startsWith('[') && rest.endsWith(']') && rest.length > 2) return rest.slice(1, -1).split('][');
  return undefined;
}

function valuesAt(jwt: JwtFacts, path: readonly string[]): readonly string[] {
  const { issuer, subject, audiences = [], claims = {} } = jwt;
  const standard: Readonly<Record<string, string | readonly string[]>> = { iss: issuer, sub: subject, aud: audiences };
  const value = claims[path.join('.')] ?? (path.length === 1 ? standard[path[0] ?? ''] : undefined);
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? 'none' : values.map((value) => `'${value}'`).join(', ');
}
