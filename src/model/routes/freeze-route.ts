import { policyOf, type RouteSettings, routeSettingNames } from '../../policies/settings.ts';
import { keyOf } from '../freeze-policies.ts';
import type { Freezing } from '../freezing.ts';
import { conditionsOf } from '../matching.ts';
import { toPermille, type Weight } from '../rollouts/weight.ts';
import type { Permille } from '../specs.ts';
import type { IngressGateway } from '../topology/ingress-gateway.ts';
import { freezeActions } from './freeze-actions.ts';
import { wrongWithConnections } from './freeze-connection.ts';
import { freezeMatch } from './freeze-match.ts';
import type { Route } from './route.ts';
import type { RouteShare } from './route-action.ts';
import type { RouteMatch } from './route-match.ts';
import type { MatchSnapshot, RouteActions, RouteSnapshot } from './route-snapshot.ts';

type AnyRoute = Route<string, string>;

/**
 * The route, or two where it is for the mesh and for gateways: they stand in different objects. None where something is
 * wrong with it, so that its object is not found wrong as well.
 */
export function freezeRoute(route: AnyRoute, freezing: Freezing): RouteSnapshot[] {
  const { match, to, on, hosts, port, toPort, precedence, name } = route.props;
  const problems: string[] = [];
  const frozen = alternativesOf(match).map((one) => freezeMatch(one));
  for (const one of frozen) problems.push(...one.problems);
  const matches = frozen.flatMap(({ alternatives }) => alternatives);
  const empty = frozen.length === 0 || matches.some((one) => conditionsOf(one) === 0);
  if (match !== undefined && empty && problems.length === 0) reportNoCondition(route, freezing);
  const actions: RouteActions = { ...freezeActions(route, problems), ...freezeSettings(route, problems) };
  if (!on) problems.push(...wrongOnMesh(matches));
  else problems.push(...wrongOnGateways(matches, on.includes('mesh')));
  problems.push(...wrongWithConnections(matches, { ...actions, name, toPort }, on !== undefined));
  if (toPort !== undefined && on) problems.push("has a toPort and is bound to gateways, which call the route's port");
  if (prefixesMissing(actions, matches))
    problems.push('redirects with prefixRewrite, for which every match must be by a prefix of the path');
  for (const problem of new Set(problems)) reportProblem(route, problem, freezing);
  if (problems.length > 0) return [];
  const callers = [...new Set(frozen.flatMap((one) => one.callers))].sort();
  const answers = [actions.redirect, actions.directResponse, actions.delegate].some((answer) => answer !== undefined);
  const common = {
    id: route.node.id,
    at: freezing.placeOf(route),
    service: keyOf(route.service),
    match: matches.filter((one) => conditionsOf(one) > 0),
    to: answers ? {} : to && freezeSplit(route, to as Readonly<Record<string, Weight | RouteShare>>, freezing),
    port,
    precedence: precedence ?? 0,
    ...(toPort !== undefined && { toPort }),
    ...actions,
    ...(name !== undefined && { name }),
    ...(callers.length > 0 && { callers }),
  };
  const gateways = on && [...new Set(on.filter((one) => one !== 'mesh').map(gatewayKey))].sort();
  const bound = { ...common, on: gateways, hosts: hosts && [...new Set(hosts)].sort() };
  if (!on?.includes('mesh')) return [bound];
  const onMesh = { ...common, on: undefined, hosts: undefined };
  return gateways?.length === 0 ? [{ ...onMesh, hosts: bound.hosts }] : [onMesh, bound];
}

function alternativesOf(match: AnyRoute['props']['match']): readonly RouteMatch[] {
  if (match === undefined) return [];
  return Array.isArray(match) ? (match as readonly RouteMatch[]) : [match as RouteMatch];
}

function gatewayKey({ namespace, gatewayName }: IngressGateway): string {
  return `${namespace}/${gatewayName}`;
}

/** Each setting goes before what policies say of it, so that what is wrong with it is left out, not replaced. */
function freezeSettings({ props }: AnyRoute, problems: string[]): Pick<RouteActions, 'settings'> {
  const values = (props.settings ?? {}) as Readonly<Record<string, unknown>>;
  const names: readonly string[] = routeSettingNames;
  for (const name of Object.keys(values))
    if (!names.includes(name)) problems.push(`has the setting '${name}', which Istio does not know of a route`);
  const settings: Record<string, unknown> = {};
  for (const name of routeSettingNames) {
    if (values[name] === undefined) continue;
    const found = policyOf(name).problems(values[name]);
    problems.push(...found.map((problem) => `has a setting that is wrong: ${problem}`));
    if (found.length === 0) settings[name] = policyOf(name).normalise(values[name]);
  }
  return Object.keys(settings).length > 0 ? { settings: settings as RouteSettings } : {};
}

function wrongOnMesh(matches: readonly MatchSnapshot[]): string[] {
  return [
    ...(matches.some(({ gatewayPort }) => gatewayPort !== undefined)
      ? ["has a 'gatewayPort' and is bound to no gateway"]
      : []),
    ...(matches.some(asksForClaims) ? ['has claims and is bound to no gateway, where alone Istio reads them'] : []),
  ];
}

function asksForClaims({ headers = {}, withoutHeaders = {} }: MatchSnapshot): boolean {
  return Object.keys({ ...headers, ...withoutHeaders }).some((name) => name.startsWith('@request.auth.claims['));
}

function wrongOnGateways(matches: readonly MatchSnapshot[], mesh: boolean): string[] {
  const from = matches.some((one) => one.from !== undefined);
  const port = mesh && matches.some(({ gatewayPort }) => gatewayPort !== undefined);
  return [
    ...(from ? ["has 'from' and is bound to gateways, which see no pods behind a request"] : []),
    ...(port ? ["has a 'gatewayPort' and is for the mesh as well"] : []),
    ...(mesh && matches.some(asksForClaims)
      ? ['has claims and is for the mesh as well, where Istio does not read them']
      : []),
  ];
}

function prefixesMissing({ redirect }: RouteActions, matches: readonly MatchSnapshot[]): boolean {
  if (redirect?.prefixRewrite === undefined) return false;
  return matches.length === 0 || matches.some(({ path }) => !path || !('prefix' in path));
}

function reportNoCondition(route: AnyRoute, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(route),
    message: `Route '${route.node.id}' has a match without a condition.`,
    why: 'It would hold for every request, which a list that happens to be empty or a misspelt condition never means.',
    hint: "Leave 'match' out to mean every request; otherwise give each entry a path, headers or another condition.",
  });
}

function reportProblem(route: AnyRoute, problem: string, freezing: Freezing): void {
  freezing.report({
    code: 'invalid-setting',
    at: freezing.placeOf(route),
    message: `Route '${route.node.id}' ${problem}.`,
    why: 'Istio would refuse the whole VirtualService, or proxies would read the route as something else than it says.',
    hint: 'Correct it; https://istio.io/latest/docs/reference/config/networking/virtual-service/ documents the fields.',
  });
}

function freezeSplit(
  route: AnyRoute,
  to: Readonly<Record<string, Weight | RouteShare>>,
  freezing: Freezing,
): Record<string, Permille> {
  const shares = Object.entries(to).map(([version, share]) => [version, toPermille(weightOf(share))] as const);
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

function weightOf(share: Weight | RouteShare): Weight {
  return typeof share === 'object' && share !== null && 'weight' in share ? share.weight : share;
}
