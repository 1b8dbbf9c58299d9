/**
 * What the author of a mesh declared about a request, read from the snapshot alone: an independent reading to hold the
 * simulator against. Where a declaration leaves two answers open, it gives none.
 */
import type { ServiceFacts } from '../../src/istio/inventory.ts';
import type { MatchSnapshot, MeshSnapshot, RouteSnapshot, Subject, TextMatch } from '../../src/model/snapshot-types.ts';
import type { HeaderMatches } from '../../src/model/specs.ts';
import type { CanaryStage } from '../../src/schedule/stages.ts';

export interface DeclaredRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly method: string;
}

/** A request that meets an alternative of a route's match; undefined where only a regex could tell. */
export function requestFor(match: MatchSnapshot | undefined): DeclaredRequest | undefined {
  const path = match?.path ? textFor(match.path) : '/';
  const headers = Object.entries(match?.headers ?? {}).map(([name, text]) => {
    return [name, text === 'present' ? 'x' : textFor(text)] as const;
  });
  if (path === undefined || headers.some(([, text]) => text === undefined)) return undefined;
  return { path, headers: Object.fromEntries(headers) as Record<string, string>, method: 'GET' };
}

function textFor(match: TextMatch): string | undefined {
  if ('exact' in match) return match.exact;
  return 'prefix' in match ? `${match.prefix}x` : undefined;
}

/** Where and how a request is asked. `request` is undefined for a stream, in which nothing can be told apart. */
export interface Asking {
  readonly request: DeclaredRequest | undefined;
  readonly client: string;
  readonly stageOf: (rollout: string) => CanaryStage;
}

/**
 * Shares by version (tenths of a per cent) of the route that a request takes, and of copies as `copy of <version>`;
 * undefined where that is open.
 */
export function declaredShares(
  mesh: MeshSnapshot,
  service: ServiceFacts,
  routes: readonly RouteSnapshot[],
  asking: Asking,
): Readonly<Record<string, number>> | undefined {
  const request = asking.request ?? { path: '/', headers: {}, method: 'GET' };
  const verdicts = routes
    .filter((route) => route.match.length > 0)
    .map((route) => [route, holds(route, request)] as const);
  if (verdicts.some(([, held]) => held === undefined)) return undefined;
  const held = verdicts.flatMap(([route, yes]) => (yes ? [route] : []));
  const highest = Math.max(...held.map((route) => route.precedence));
  const winners = held.filter((route) => route.precedence === highest);
  const splits = routes.filter((route) => route.match.length === 0);
  const standing = splits.find((route) => route.port !== undefined) ?? splits[0];
  const chosen = winners.length > 0 ? winners : standing ? [standing] : [];
  if (chosen.some(({ redirect, directResponse }) => redirect ?? directResponse)) return undefined;
  const leads = chosen.map((route) => withCopies(route, route.to ?? defaultShares(mesh, service, asking)));
  const [first = defaultShares(mesh, service, asking), ...others] = leads;
  return others.every((other) => same(first, other)) ? first : undefined;
}

/** Copies that a route makes join those of a canary. */
function withCopies({ mirrors = [] }: RouteSnapshot, shares: Readonly<Record<string, number>>) {
  const all = { ...shares };
  for (const { version, share } of mirrors) all[`copy of ${version}`] = (all[`copy of ${version}`] ?? 0) + share;
  return all;
}

function defaultShares(
  mesh: MeshSnapshot,
  service: ServiceFacts,
  { request, client, stageOf }: Asking,
): Readonly<Record<string, number>> {
  if (service.stable === undefined) return {};
  const canary = mesh.canaries
    .flatMap(({ spec }) => [spec, ...(spec.with ?? []).map((move) => ({ ...spec, ...move }))])
    .find((spec) => spec.service === service.key && spec.waves.some((wave) => wave.clusters.includes(client)));
  const stage = canary && stageOf(canary.id);
  const share = stage?.weights[client] ?? 0;
  const { cohort, mirror } = canary ?? {};
  if (canary && cohort && request && stage?.cohort?.includes(client) && isOfCohort(cohort, request))
    return { [canary.to]: 1000 };
  if (canary && mirror && request && stage?.mirrored?.includes(client))
    return { [service.stable]: 1000, [`copy of ${canary.to}`]: mirror.share };
  if (!canary || share === 0) return { [service.stable]: 1000 };
  return share === 1000 ? { [canary.to]: 1000 } : { [canary.from]: 1000 - share, [canary.to]: share };
}

/** A request that the cohort of a canary is to have; of cookies one that is asked for by its exact value. */
export function requestOfCohort(cohort: HeaderMatches, request: DeclaredRequest): DeclaredRequest | undefined {
  const cookie = cookieOf(cohort);
  const own = cookie ? { headers: { cookie: `seen=1; ${cookie}; last=2` } } : requestFor({ headers: cohort });
  return own && { ...request, headers: { ...request.headers, ...own.headers } };
}

function isOfCohort(cohort: HeaderMatches, request: DeclaredRequest): boolean {
  const cookie = cookieOf(cohort);
  if (cookie) return request.headers.cookie?.split('; ').includes(cookie) ?? false;
  return meets({ headers: cohort }, request) === true;
}

/** `name=value` of the cookie that a cohort is told by, where it is. */
function cookieOf({ cookie }: HeaderMatches): string | undefined {
  const regex = cookie && cookie !== 'present' && 'regex' in cookie ? cookie.regex : undefined;
  return regex?.match(/\)\?([a-z]+=[a-z]+)\(/)?.[1];
}

function same(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const positive = (shares: Readonly<Record<string, number>>) =>
    JSON.stringify(
      Object.entries(shares)
        .filter(([, share]) => share > 0)
        .sort(),
    );
  return positive(a) === positive(b);
}

function holds({ match }: RouteSnapshot, request: DeclaredRequest): boolean | undefined {
  const verdicts = match.map((one) => meets(one, request));
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

/** Conditions of which this reading says neither yes nor no. */
const UNREAD = ['authority', 'scheme', 'withoutHeaders', 'queryParams', 'from', 'gatewayPort'] as const;

function meets(match: MatchSnapshot, request: DeclaredRequest): boolean | undefined {
  const { path, headers = {}, method, ignorePathCase } = match;
  const isReadHere = UNREAD.every((key) => match[key] === undefined);
  const verdicts = [
    isReadHere ? true : undefined,
    path ? fits(path, request.path) || (ignorePathCase ? undefined : false) : true,
    method ? fits(method, request.method) : true,
    ...Object.entries(headers).map(([name, wanted]) => {
      const value = request.headers[name];
      if (value === undefined) return false;
      return wanted === 'present' ? true : fits(wanted, value);
    }),
  ];
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

/** Regular expressions are left open: what they mean is the simulator's to know. */
function fits(match: TextMatch, text: string): boolean | undefined {
  if ('exact' in match) return text === match.exact;
  return 'prefix' in match ? text.startsWith(match.prefix) : undefined;
}

const RANK: readonly Subject['kind'][] = ['mesh', 'namespace', 'service', 'version', 'port'];

/** The mode of the service's namespace, or of the mesh, in a cluster. */
export function declaredWideMode(mesh: MeshSnapshot, service: ServiceFacts, cluster: string): string {
  const wide = mesh.mutualTls.filter(({ subject }) => subject.kind === 'mesh' || subject.kind === 'namespace');
  return declaredMode({ ...mesh, mutualTls: wide }, service, '', cluster);
}

/** The mode that a port of a service accepts in a server's cluster. */
export function declaredMode(mesh: MeshSnapshot, service: ServiceFacts, port: string, cluster: string): string {
  const applying = mesh.mutualTls.filter(({ subject, in: where }) => {
    if (where && !where.includes(cluster)) return false;
    switch (subject.kind) {
      case 'mesh':
        return true;
      case 'namespace':
        return subject.namespace === service.namespace;
      case 'port':
        return subject.service === service.key && subject.port === port;
      default:
        return subject.kind === 'service' && subject.service === service.key;
    }
  });
  const weight = (rule: (typeof applying)[number]) => RANK.indexOf(rule.subject.kind) * 2 + (rule.in ? 1 : 0);
  return [...applying].sort((a, b) => weight(b) - weight(a))[0]?.mode ?? 'PERMISSIVE';
}

/** Whether the access policies of a server's cluster let a caller in. */
export function declaredAccess(
  mesh: MeshSnapshot,
  service: ServiceFacts,
  caller: string,
  request: DeclaredRequest & { readonly port: string },
  cluster: string,
): boolean {
  const own = mesh.accessPolicies.filter(
    ({ subject, rules, dryRun }) => 'service' in subject && subject.service === service.key && rules.allow && !dryRun,
  );
  const applying = own.filter((policy) => policy.in === undefined || policy.in.includes(cluster));
  const narrow = applying.filter((policy) => policy.in !== undefined);
  const inForce = narrow.length > 0 ? narrow : applying;
  if (inForce.length === 0) return true;
  return inForce.some(({ rules }) =>
    rules.allow?.some(
      ({ from, operation: { methods, paths, ports } }) =>
        from.some((source) => 'key' in source && source.key === caller) &&
        (methods === undefined || methods.includes(request.method)) &&
        (paths === undefined || paths.some((path) => pathFits(path, request.path))) &&
        (ports === undefined || ports.includes(request.port)),
    ),
  );
}

function pathFits(pattern: string, path: string): boolean {
  if (pattern.endsWith('*')) return path.startsWith(pattern.slice(0, -1));
  return pattern.startsWith('*') ? path.endsWith(pattern.slice(1)) : path === pattern;
}
