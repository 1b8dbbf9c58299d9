import type { Cohort, RouteMatch } from 'meshwright';
import type {
  CanaryDescription,
  ClusterDescription,
  GatewayDescription,
  RouteDescription,
  ServiceDescription,
} from './description.ts';
import type { Draw } from './draw.ts';
import { drawActions, drawAnswer, drawMatch, type Surroundings } from './route-parts.ts';

/** Routes of which no two tie: each has a precedence of its own, or a path that no other route of equal rank has. */
export function drawRoutes(
  draw: Draw,
  services: readonly ServiceDescription[],
  gateways: readonly GatewayDescription[],
  newest: boolean,
): RouteDescription[] {
  const routes: RouteDescription[] = [];
  for (const service of services) {
    const http = httpPorts(service);
    if (http.length === 0) continue;
    const count = draw.pick([1, 0, 2, 3]);
    for (let i = 0; i < count; i++) {
      const route = drawRoute(draw, { service, gateways, newest }, http, services, routes.length);
      if (route) routes.push(route);
    }
  }
  return [...routes, ...services.flatMap((service) => standingSplits(draw, service))];
}

function drawRoute(
  draw: Draw,
  { service, gateways: all, newest }: Surroundings,
  http: readonly string[],
  services: readonly ServiceDescription[],
  index: number,
): RouteDescription | undefined {
  const mayCall = (all ?? []).filter(({ id }) => !Array.isArray(service.callers) || service.callers.includes(id));
  const bound = mayCall.length > 0 && draw.chance(55) ? draw.some(mayCall) : undefined;
  const common = bound?.[0].hosts.filter((host) => bound.every(({ hosts }) => hosts.includes(host))) ?? [];
  const around: Surroundings = { service, gateways: bound, newest };
  const own = draw.chance(40)
    ? { precedence: undefined, match: matches(draw, `/only/${index}`, around) }
    : { precedence: draw.pick([1, -1]) * (index + 1), match: matches(draw, undefined, around) };
  if (!bound && own.match === undefined) return undefined; // would take the place of the default route
  const byGateway = [own.match].flat().some((one) => one?.gatewayPort !== undefined);
  const onMesh = bound && own.match !== undefined && !byGateway ? draw.maybe(15, () => ['mesh']) : undefined;
  return {
    id: `route-${index}`,
    service: service.id,
    ...own,
    ...destination(draw, own.match, around),
    on: bound && [...(onMesh ?? []), ...bound.map(({ id }) => id)],
    hosts: common.length > 0 && draw.chance(40) ? draw.some(common) : undefined,
    port: http.length > 1 && bound ? draw.pick(http) : draw.maybe(40, () => draw.pick(http)),
    from: bound ? undefined : callerOf(draw, service, services),
  };
}

function destination(draw: Draw, match: RouteDescription['match'], around: Surroundings): Partial<RouteDescription> {
  if (draw.chance(12)) {
    const paths = match === undefined ? [] : [match].flat().map((one) => ('path' in one ? one.path : undefined));
    return drawAnswer(draw, paths.length > 0 && paths.every((path) => path && 'prefix' in path), around);
  }
  const to = draw.maybe(65, () => split(draw, around.service));
  return { to, ...drawActions(draw, to, around) };
}

/** A service with a sidecar that may call it. */
function callerOf(
  draw: Draw,
  { id, callers }: ServiceDescription,
  services: readonly ServiceDescription[],
): string | undefined {
  const may = services.filter(
    (one) => one.id !== id && one.sidecar !== false && (!Array.isArray(callers) || callers.includes(one.id)),
  );
  return may.length > 0 ? draw.maybe(20, () => draw.pick(may).id) : undefined;
}

function matches(draw: Draw, onlyPath: string | undefined, around: Surroundings): RouteDescription['match'] {
  const one = (): RouteMatch => drawMatch(draw, onlyPath, around);
  if (onlyPath !== undefined) return one();
  return draw.pick<() => RouteDescription['match']>([one, () => undefined, () => [one(), one()], () => [one()]])();
}

/** Shares over versions in tenths of a per cent; now and then one of nothing. */
function split(draw: Draw, { versions }: ServiceDescription): Record<string, number> | undefined {
  if (!versions || versions.length === 0) return undefined;
  const chosen = draw.some(versions, 40);
  const unit = draw.pick([10, 1]);
  const parts = draw.parts(chosen.length, 1000 / unit);
  const none = versions.find((version) => !chosen.includes(version));
  return {
    ...Object.fromEntries(chosen.map((version, i) => [version, (parts[i] ?? 0) * unit])),
    ...(none !== undefined && draw.chance(20) && { [none]: 0 }),
  };
}

/** Routes in the place of the default one: for all ports, for one, or for both. */
function standingSplits(draw: Draw, service: ServiceDescription): RouteDescription[] {
  if (!service.versions || !draw.chance(20)) return [];
  const ports = draw.pick<(string | undefined)[]>([
    [undefined],
    [draw.pick(Object.keys(service.ports))],
    [undefined, draw.pick(Object.keys(service.ports))],
  ]);
  return ports.map((port, i) => ({
    id: `split-${service.id}-${i}`,
    service: service.id,
    to: split(draw, service),
    port,
  }));
}

export function httpPorts({ ports }: ServiceDescription): string[] {
  return Object.entries(ports).flatMap(([name, port]) => {
    const protocol = (typeof port === 'number' ? undefined : port.protocol) ?? name.split('-')[0]?.toUpperCase() ?? '';
    return ['HTTP', 'HTTP2', 'GRPC'].includes(protocol) ? [name] : [];
  });
}

/** Clusters from which a service may be called. */
export function clientClusters(
  service: ServiceDescription,
  clusters: readonly ClusterDescription[],
  gateways: readonly GatewayDescription[],
  services: readonly ServiceDescription[],
): string[] {
  const { callers } = service;
  if (callers === undefined || callers === 'any') return clusters.map(({ id }) => id);
  const runs = (entry: ServiceDescription['runsIn'][number]) => (typeof entry === 'string' ? entry : entry.cluster);
  const found = callers.flatMap(
    (id) => gateways.find((g) => g.id === id)?.in ?? services.find((s) => s.id === id)?.runsIn.map(runs) ?? [],
  );
  return clusters.map(({ id }) => id).filter((id) => found.includes(id));
}

/** Canaries of services without a standing split: one over all client clusters, one over some, or two side by side. */
export function drawCanaries(
  draw: Draw,
  services: readonly ServiceDescription[],
  routes: readonly RouteDescription[],
  clientsOf: (service: ServiceDescription) => readonly string[],
): CanaryDescription[] {
  return services.flatMap((service) => {
    const clients = clientsOf(service);
    const replaced = routes.some(
      (route) => route.service === service.id && route.on === undefined && route.id.startsWith('split-'),
    );
    if (!service.versions || service.versions.length < 2 || clients.length === 0 || replaced || !draw.chance(75))
      return [];
    const copied = routes
      .filter((route) => route.service === service.id && route.to === undefined)
      .flatMap(({ mirrors = [] }) => mirrors.map(({ to }) => to));
    const targets = service.versions.filter((version) => version !== service.stable && !copied.includes(version));
    if (targets.length === 0) return [];
    const half = draw.int(1, clients.length);
    const groups = draw
      .pick([[clients], [clients], [clients.slice(0, half)], [clients.slice(0, half), clients.slice(half)]])
      .filter((group) => group.length > 0);
    return groups.map((group, i) => drawCanary(draw, service, targets, group, `canary-${service.id}-${i}`));
  });
}

function drawCanary(
  draw: Draw,
  service: ServiceDescription,
  targets: readonly string[],
  clients: readonly string[],
  id: string,
): CanaryDescription {
  const from = service.stable as string;
  const to = draw.pick(targets);
  const runsTo = (cluster: string) =>
    service.runsIn.some(
      (entry) =>
        entry === cluster ||
        (typeof entry === 'object' && entry.cluster === cluster && (entry.versions?.includes(to) ?? true)),
    );
  const cut = draw.int(1, clients.length);
  const waves = [clients.slice(0, cut), clients.slice(cut)].filter((wave) => wave.length > 0);
  return {
    id,
    service: service.id,
    from,
    to,
    waves: waves.map((wave) => drawWave(draw, wave)),
    gates: draw.pick([undefined, [], ['bake'], ['applied', 'bake']]),
    pinToCluster: clients.every(runsTo) ? draw.pick([undefined, true, false, true]) : draw.pick([undefined, false]),
    order: draw.pick([undefined, 'step-major', 'wave-major']),
    ...limits(draw, service),
    ...(httpPorts(service).length > 0 && {
      mirror: draw.maybe(30, () => ({ percent: draw.pick([1000, 5, 250]), bake: draw.pick(['30m', '1h']) })),
      cohort: draw.maybe(40, () => draw.pick(COHORTS)),
    }),
    ifUnderWay: draw.pick([undefined, 'supersede', 'hotfix']),
  };
}

/** So wide that every rollout keeps to them. What a pod gets is known only where all are counted. */
function limits(
  draw: Draw,
  { runsIn }: ServiceDescription,
): Pick<CanaryDescription, 'maxShareLeavingCluster' | 'maxOnCanary'> {
  const areCounted = runsIn.every((entry) => typeof entry === 'object' && entry.replicas !== undefined);
  return {
    maxShareLeavingCluster: draw.maybe(20, () => 1000),
    maxOnCanary: areCounted ? draw.pick([undefined, 1e6, { usual: 1e6, regionDown: 1e9 }]) : undefined,
  };
}

/** Each can be asked together with any condition that routes are drawn with. */
const COHORTS: readonly Cohort[] = [
  { headers: { 'X-Tester': 'present' } },
  { headers: { 'end-user': { exact: 'jason' }, tester: { prefix: 'yes' } } },
  { headers: { 'x-cohort': { exact: 'beta' } } },
  { cookie: { name: 'group', value: { exact: 'beta' } } },
];

const STEPS = [
  [[1000], [1000]],
  [
    [50, 250, 1000],
    [5, 500, 1000],
  ],
  [
    [5, 500, 1000],
    [1, 999, 1000],
  ],
] as const;

function drawWave(draw: Draw, clusters: readonly string[]): CanaryDescription['waves'][number] {
  const [weights, others] = draw.pick(STEPS);
  const own = clusters.filter(() => draw.chance(20));
  return {
    clusters,
    weights,
    own: own.length > 0 ? Object.fromEntries(own.map((cluster) => [cluster, others])) : undefined,
    bake: draw.pick(['30m', '1h', '0s']),
  };
}
