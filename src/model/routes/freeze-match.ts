import type { HeaderMatches, TextMatch } from '../specs.ts';
import { freezeSources } from '../topology/freeze-source.ts';
import { cookieProblem, cookieRegex } from './cookie.ts';
import { freezeConnection } from './freeze-connection.ts';
import type { ClaimMatch, GrpcMatch, HeaderMatch, PathMatch, RouteMatch, StringMatch } from './route-match.ts';
import type { MatchSnapshot, WorkloadsSnapshot } from './route-snapshot.ts';

/** What one entry of `match` becomes, and what is wrong with it: ends of "Route 'x' …". */
export interface FrozenMatch {
  /** One for each source that `from` names. */
  readonly alternatives: readonly MatchSnapshot[];
  /** Keys of services that `from` names. */
  readonly callers: readonly string[];
  readonly problems: readonly string[];
}

export function freezeMatch(match: RouteMatch): FrozenMatch {
  const problems: string[] = [];
  const { sources, callers } = freezeSources(match.from, problems);
  const request = { ...freezeRequest(match, problems), ...freezeConnection(match, problems) };
  const narrowed = (from: WorkloadsSnapshot): MatchSnapshot => ({ ...request, from });
  return { alternatives: sources ? sources.map(narrowed) : [request], callers, problems };
}

function freezeRequest(match: RouteMatch, problems: string[]): MatchSnapshot {
  const { path, grpc, method, authority, scheme, headers, cookie, queryParams, gatewayPort, name, statPrefix } = match;
  if (path && grpc) problems.push("has a path and 'grpc', which is one as well");
  const ofHeaders = freezeHeaderMatches(headers ?? {}, problems);
  const ofClaims = freezeClaims(match.claims ?? {}, problems);
  const unwanted = { ...ofClaims.unwanted, ...ofHeaders.unwanted };
  const withCookie = cookie ? freezeCookie(cookie, ofHeaders.wanted, problems) : ofHeaders.wanted;
  const named = { ...ofClaims.wanted, ...withCookie };
  return {
    ...(path ? freezePath(path) : grpc && { path: grpcPath(grpc, problems) }),
    ...(method !== undefined && { method: typeof method === 'string' ? { exact: method } : textMatch(method) }),
    ...(authority && { authority: textMatch(authority) }),
    ...(scheme !== undefined && { scheme: { exact: scheme } }),
    ...(Object.keys(named).length > 0 && { headers: named }),
    ...(Object.keys(unwanted).length > 0 && { withoutHeaders: unwanted }),
    ...(Object.keys(queryParams ?? {}).length > 0 && { queryParams: sorted(Object.entries(queryParams ?? {})) }),
    ...(gatewayPort !== undefined && { gatewayPort }),
    ...(name !== undefined && { name }),
    ...(statPrefix !== undefined && { statPrefix }),
  };
}

/** Any value: Istio takes a condition on a claim only with one. */
const ANY_VALUE: TextMatch = { regex: '.+' };

/** Claims stand among headers, under names that no header has. */
function freezeClaims(claims: Readonly<Record<string, ClaimMatch>>, problems: string[]): Split {
  const wanted: [string, TextMatch][] = [];
  const unwanted: [string, TextMatch][] = [];
  for (const [claim, value] of Object.entries(claims)) {
    if (!/^[^[\]]+(?:\]\[[^[\]]+)*$/.test(claim))
      problems.push(`names the claim '${claim}', which is neither a name nor names joined by ']['`);
    const name = `@request.auth.claims[${claim}]`;
    if (value === 'absent') unwanted.push([name, ANY_VALUE]);
    else if (value === 'present') wanted.push([name, ANY_VALUE]);
    else if ('not' in value) unwanted.push([name, textMatch(value.not)]);
    else wanted.push([name, textMatch(value)]);
  }
  return { wanted: sorted(wanted), unwanted: sorted(unwanted) };
}

/** Envoy leaves regular expressions as they are, so that to ignore case would change nothing there. */
function freezePath(path: PathMatch): Pick<MatchSnapshot, 'path' | 'ignorePathCase'> {
  const text = textMatch(path);
  return { path: text, ...(path.ignoreCase === true && !('regex' in text) && { ignorePathCase: true }) };
}

const SERVICE = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;
const METHOD = /^[A-Za-z_]\w*$/;

/** gRPC calls are requests for `/<package>.<Service>/<Method>`. */
function grpcPath({ service, method }: GrpcMatch, problems: string[]): TextMatch {
  if (!SERVICE.test(service)) problems.push(`names the gRPC service '${service}', which none can be called`);
  if (method === undefined) return { prefix: `/${service}/` };
  if (!METHOD.test(method)) problems.push(`names the gRPC method '${method}', which none can be called`);
  return { exact: `/${service}/${method}` };
}

function freezeCookie(
  cookie: NonNullable<RouteMatch['cookie']>,
  headers: HeaderMatches,
  problems: string[],
): HeaderMatches {
  const problem = cookieProblem(cookie);
  if (problem) problems.push(problem);
  if (Object.hasOwn(headers, 'cookie')) problems.push("has a cookie and a header 'cookie'");
  return problem ? headers : sorted([...Object.entries(headers), ['cookie', { regex: cookieRegex(cookie) }]]);
}

interface Split {
  readonly wanted: HeaderMatches;
  readonly unwanted: HeaderMatches;
}

function freezeHeaderMatches(headers: Readonly<Record<string, HeaderMatch>>, problems: string[]): Split {
  const wanted: [string, StringMatch | 'present'][] = [];
  const unwanted: [string, StringMatch | 'present'][] = [];
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const twice = names.filter((name, i) => names.indexOf(name) < i);
  problems.push(...twice.map((name) => `has two conditions on header '${name}', whose names differ only in case`));
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('@') && name.includes('['))
      problems.push(`names the header '${name}', which is a claim: write claims`);
    if (value === 'absent') unwanted.push([name, 'present']);
    else if (typeof value === 'object' && 'not' in value) unwanted.push([name, value.not]);
    else wanted.push([name, value]);
  }
  return { wanted: byLowerName(wanted), unwanted: byLowerName(unwanted) };
}

/** Names of headers do not tell upper and lower case apart. */
export function freezeHeaders(headers: Readonly<Record<string, StringMatch | 'present'>>): HeaderMatches {
  return byLowerName(Object.entries(headers));
}

function byLowerName(entries: readonly (readonly [string, StringMatch | 'present'])[]): HeaderMatches {
  return sorted(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

function sorted(entries: readonly (readonly [string, StringMatch | TextMatch | 'present'])[]): HeaderMatches {
  const made = entries.map(([name, value]) => [name, value === 'present' ? value : textMatch(value)] as const);
  return Object.fromEntries(made.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function textMatch(match: StringMatch | PathMatch | TextMatch): TextMatch {
  const { exact, prefix, regex } = match as StringMatch;
  if (exact !== undefined) return { exact };
  return prefix !== undefined ? { prefix } : { regex: regex as string };
}
