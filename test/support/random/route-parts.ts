import type { PathMatch, RouteMatch, StringMatch } from 'meshwright';
import type { GatewayDescription, RouteDescription, ServiceDescription } from './description.ts';
import { type Draw, defined } from './draw.ts';

/** Where a route is to be: what its conditions and its answer may be about. */
export interface Surroundings {
  readonly service: ServiceDescription;
  readonly gateways: readonly GatewayDescription[] | undefined;
  /** Whether every cluster runs the newest Istio. */
  readonly newest: boolean;
}

/** Conditions on a path and more; `onlyPath`: on that path. */
export function drawMatch(draw: Draw, onlyPath: string | undefined, { gateways }: Surroundings): RouteMatch {
  const grpc = onlyPath === undefined ? draw.maybe(10, () => grpcMatch(draw)) : undefined;
  const path = onlyPath === undefined ? draw.maybe(60, () => drawPath(draw)) : { exact: onlyPath };
  // A match without a condition is refused: at least one of them.
  const headers = draw.maybe(path === undefined ? 100 : 60, () => ({
    'End-User': draw.pick<StringMatch | 'present'>([{ exact: 'jason' }, 'present']),
    ...(draw.chance(50) && { 'x-cohort': drawText(draw, 'beta') }),
    ...(draw.chance(20) && {
      'X-Robot': draw.pick<'absent' | { not: StringMatch }>(['absent', { not: { exact: 'yes' } }]),
    }),
  }));
  return defined({
    ...(grpc ? { grpc } : { path }),
    headers,
    ...draw.pick<() => object>([() => ({}), () => ({}), () => drawOthers(draw)])(),
    gatewayPort: gateways?.every(opensHttps) ? draw.maybe(30, () => 443) : undefined,
    name: draw.maybe(10, () => 'matched'),
    statPrefix: draw.maybe(10, () => 'shop'),
  }) as RouteMatch;
}

function drawOthers(draw: Draw): object {
  return defined({
    method: draw.maybe(40, () => draw.pick(['GET', { exact: 'POST' }, { regex: 'PUT|PATCH' }])),
    authority: draw.maybe(20, () => drawText(draw, 'shop')),
    scheme: draw.maybe(20, () => draw.pick(['http', 'https'] as const)),
    queryParams: draw.maybe(40, () => ({ all: draw.pick<StringMatch | 'present'>(['present', { prefix: 'y' }]) })),
    cookie: draw.maybe(20, () => ({ name: 'group', value: { exact: 'beta' } })),
  });
}

function grpcMatch(draw: Draw): { service: string; method?: string } {
  return defined({ service: 'shop.v1.Stock', method: draw.maybe(50, () => 'Count') });
}

function drawPath(draw: Draw): PathMatch {
  return draw.chance(15) ? { prefix: '/Api', ignoreCase: true } : drawText(draw, '/api');
}

function drawText(draw: Draw, base: string): StringMatch {
  return draw.pick<StringMatch>([{ exact: base }, { prefix: base }, { regex: `${base}/[0-9]+` }]);
}

function opensHttps({ ports }: GatewayDescription): boolean {
  return ports !== undefined && 'https' in ports;
}

const HEADERS = [
  { request: { set: { 'X-Shop': 'one%%' }, remove: ['x-debug'] } },
  { response: { add: { 'x-served-by': '%UPSTREAM_CLUSTER%' } } },
  { request: { add: { 'x-a': '1' } }, response: { set: { 'x-b': '2' }, remove: ['Server'] } },
] as const;

/** What a route does beside leading to `to`. */
export function drawActions(
  draw: Draw,
  to: RouteDescription['to'],
  { service }: Surroundings,
): Partial<RouteDescription> {
  const shared = { headers: draw.maybe(15, () => draw.pick(HEADERS)), name: draw.maybe(15, () => 'named') };
  const versions = Object.keys(to ?? {});
  const all = service.versions ?? [];
  // The only version is the default destination, whether anybody says so or not.
  const free = (all.length > 1 ? all : []).filter(
    (version) => !versions.includes(version) && version !== service.stable,
  );
  const rewrite = draw.maybe(20, () =>
    draw.pick<NonNullable<RouteDescription['rewrite']>>([
      { uri: '/inner' },
      { uriRegexRewrite: { match: '^/api/(.*)', rewrite: '/\\1' }, authority: 'inner.example' },
    ]),
  );
  return {
    ...shared,
    rewrite,
    versionHeaders:
      versions.length > 0 ? draw.maybe(15, () => ({ [versions[0] as string]: draw.pick(HEADERS) })) : undefined,
    mirrors:
      free.length > 0 ? draw.maybe(20, () => [{ to: draw.pick(free), percent: draw.pick([1000, 5]) }]) : undefined,
    settings: draw.maybe(20, () =>
      draw.pick<NonNullable<RouteDescription['settings']>>([
        { timeout: '7s' },
        { retries: { attempts: 0 } },
        { faults: { abort: { httpStatus: 503, percent: 1 } } },
        { cors: { allowOrigins: [{ exact: 'https://shop.example' }] } },
      ]),
    ),
  };
}

/** An answer of the proxy's own. */
export function drawAnswer(draw: Draw, byPrefix: boolean, { newest }: Surroundings): Partial<RouteDescription> {
  const shared = { headers: draw.maybe(20, () => ({ response: { set: { 'x-own': 'yes' } } })) };
  if (draw.chance(40)) {
    const body = draw.pick([undefined, 'closed', { bytes: 'b2s=' }]);
    return { ...shared, directResponse: defined({ status: draw.pick([503, 200]), body }) };
  }
  const prefix = newest && byPrefix;
  return {
    ...shared,
    redirect: draw.pick<NonNullable<RouteDescription['redirect']>>([
      { uri: '/new', redirectCode: 308 },
      { authority: 'new.example', port: 8443, scheme: 'https' },
      { scheme: 'https', derivePort: 'FROM_PROTOCOL_DEFAULT' },
      prefix ? { prefixRewrite: '/v2' } : { authority: 'old.example' },
    ]),
  };
}
