import { keyOf } from './freeze-policies.ts';
import type { Freezing } from './freezing.ts';
import { conditionsOf } from './matching.ts';
import type { Route, RouteMatch, StringMatch } from './route.ts';
import type { MatchSnapshot, RouteSnapshot, TextMatch } from './snapshot-types.ts';
import type { HeaderMatches, Permille } from './specs.ts';
import { toPermille, type Weight } from './weight.ts';

export function freezeRoute(route: Route<string, string>, freezing: Freezing): RouteSnapshot {
  const { match, to, on, hosts, port, precedence } = route.props;
  const alternatives =
    match === undefined ? [] : Array.isArray(match) ? (match as readonly RouteMatch[]) : [match as RouteMatch];
  const frozen = alternatives.map((m) => freezeMatch(m));
  if (match !== undefined && (frozen.length === 0 || frozen.some((m) => conditionsOf(m) === 0))) {
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(route),
      message: `Route '${route.node.id}' has a match without a condition.`,
      why: 'It would hold for every request, which a list that happens to be empty or a misspelt condition never means.',
      hint: "Leave 'match' out to mean every request; otherwise give each entry a path or headers.",
    });
  }
  return {
    id: route.node.id,
    at: freezing.placeOf(route),
    service: keyOf(route.service),
    match: frozen.filter((m) => conditionsOf(m) > 0),
    to: to && freezeSplit(route, to as Readonly<Record<string, Weight>>, freezing),
    on: on && [...new Set(on.map((gateway) => `${gateway.namespace}/${gateway.gatewayName}`))].sort(),
    hosts: hosts && [...new Set(hosts)].sort(),
    port,
    precedence: precedence ?? 0,
  };
}

function freezeMatch({ path, headers = {} }: RouteMatch): MatchSnapshot {
  const frozen = freezeHeaders(headers);
  return { ...(path && { path: textMatch(path) }), ...(Object.keys(frozen).length > 0 && { headers: frozen }) };
}

/** Names of headers do not tell upper and lower case apart. */
export function freezeHeaders(headers: NonNullable<RouteMatch['headers']>): HeaderMatches {
  const names = Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), value === 'present' ? value : textMatch(value)] as const,
  );
  return Object.fromEntries(names.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function textMatch(match: StringMatch): TextMatch {
  if (match.exact !== undefined) return { exact: match.exact };
  return match.prefix !== undefined ? { prefix: match.prefix } : { regex: match.regex };
}

function freezeSplit(
  route: Route<string, string>,
  to: Readonly<Record<string, Weight>>,
  freezing: Freezing,
): Record<string, Permille> {
  const shares = Object.entries(to).map(([version, weight]) => [version, toPermille(weight)] as const);
  const sum = shares.reduce((total, [, share]) => total + share, 0);
  if (sum !== 1000) {
    const said = Number.isNaN(sum)
      ? 'has a share that is not a whole number from 0 to 100'
      : `has shares that add up to ${sum / 10} %`;
    freezing.report({
      code: 'invalid-weight',
      at: freezing.placeOf(route),
      message: `Route '${route.node.id}' ${said}.`,
      why: 'Istio takes weights as relative, so what reviewers read would not be what callers get.',
      hint: 'Make the shares whole numbers that add up to 100; permille(5) says half a per cent.',
    });
  }
  const kept = shares.filter(([, share]) => share > 0 && !Number.isNaN(share)).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(kept);
}
