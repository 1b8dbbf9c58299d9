import type { GatewayPort, ServicePort } from 'meshwright';
import type {
  ClusterDescription,
  GatewayDescription,
  MeshDescription,
  RolloutWaveDescription,
  ServiceDescription,
} from './description.ts';
import { type Draw, defined } from './draw.ts';

export type Networks = MeshDescription['networks'];

/** Names that YAML would rather read as something else are DNS labels too. */
const SERVICES = ['reviews', 'no', '1e3', 'ratings', '010', 'checkout', 'y'];
const VERSIONS = ['v1', 'v2', 'on', '0x1f', '12'];
const REGIONS = ['eu-west-1', 'us-east-1', 'us-west-2'];
const HOSTS = ['shop.example', '*.shop.example', 'api.example', '*.example', '*'];

/** Two thirds of the meshes have several networks. The first network can always be reached from the others. */
export function drawNetworks(draw: Draw): Networks {
  const count = draw.pick([2, 1, 3]);
  return Array.from({ length: count }, (_, i) => {
    // Without one a network is nobody's to call from another: that is a mistake wherever there is another.
    const alone = count === 1 ? [false as const] : [];
    const labels = { istio: 'eastwest', ...(i > 0 && { zone: 'b' }) };
    const gateway = draw.pick<false | Record<string, string> | undefined>([undefined, labels, ...alone]);
    return { id: `net-${i}`, props: defined({ eastWestGateway: gateway }) };
  });
}

export function drawClusters(draw: Draw, networks: Networks): ClusterDescription[] {
  const extra = draw.int(0, 2);
  return Array.from({ length: networks.length + extra }, (_, i) => ({
    id: `c${i}`,
    region: draw.pick(REGIONS),
    network: networks[i]?.id ?? draw.pick(networks).id,
    istio: draw.pick(['1.31', '1.30', '1.29']),
    namespace: draw.maybe(30, () => 'ops'),
  }));
}

/** Every cluster is in one wave, in an order of its own. */
export function drawWaves(
  draw: Draw,
  clusters: readonly ClusterDescription[],
): readonly RolloutWaveDescription[] | undefined {
  const ids = clusters.map(({ id }) => id);
  const first = draw.some(ids);
  const later = ids.filter((id) => !first.includes(id));
  const cut = draw.int(0, later.length);
  return draw.maybe(50, () =>
    [first, later.slice(cut), later.slice(0, cut)]
      .filter((wave) => wave.length > 0)
      .map((wave) => ({ clusters: wave, bake: draw.pick(['0s', '30m', '24h']) })),
  );
}

export function drawGateways(draw: Draw, clusters: readonly ClusterDescription[]): GatewayDescription[] {
  return draw.list(0, 3, (i) => ({
    id: `gw-${i}`,
    hosts: draw.some(HOSTS, 30),
    in: draw.some(clusters.map(({ id }) => id)),
    namespace: draw.maybe(40, () => 'edge'),
    selector: draw.maybe(40, () => ({ app: `gateway-${i}`, tier: 'edge' })),
    serviceAccount: draw.maybe(80, () => `gw-${i}-account`),
    ports: draw.maybe(60, () => gatewayPorts(draw)),
    name: draw.maybe(30, () => `public-${i}`),
  }));
}

function gatewayPorts(draw: Draw): Record<string, number | GatewayPort> {
  const tls = defined({
    credentialName: 'shop-cert',
    mode: draw.pick([undefined, 'SIMPLE' as const, 'MUTUAL' as const]),
  });
  return {
    http: draw.pick<number | GatewayPort>([
      80,
      { number: 80 },
      { number: 8080, httpsRedirect: true },
      { number: 80, httpsRedirect: false },
    ]),
    ...(draw.chance(70) && { https: { number: 443, tls } }),
  };
}

/** Callers come before whom they call, so that every handle exists when it is needed. */
export function drawServices(
  draw: Draw,
  clusters: readonly ClusterDescription[],
  gateways: readonly GatewayDescription[],
  plaintextCallers: boolean,
): ServiceDescription[] {
  const services: ServiceDescription[] = [];
  const count = draw.int(1, 6);
  for (let i = 0; i < count; i++) services.push(drawService(draw, i, clusters, gateways, services, plaintextCallers));
  return services;
}

function drawService(
  draw: Draw,
  index: number,
  clusters: readonly ClusterDescription[],
  gateways: readonly GatewayDescription[],
  before: readonly ServiceDescription[],
  plaintextCallers: boolean,
): ServiceDescription {
  const id = `${SERVICES[index]}`;
  const sidecar = draw.pick([undefined, true, undefined, undefined, false]);
  const versions = draw.maybe(85, () => VERSIONS.slice(0, draw.pick([3, 2, 1, 4])));
  const callers = [...gateways, ...before.filter(({ sidecar }) => plaintextCallers || sidecar !== false)].map(
    (caller) => caller.id,
  );
  return {
    id,
    namespace: draw.pick(['shop', 'pay']),
    ports: servicePorts(draw, versions),
    versions,
    stable: versions && (versions.length > 1 || draw.chance(50)) ? draw.pick(versions) : undefined,
    runsIn: counted(draw, versions, placements(draw, clusters, versions, sidecar === false || draw.chance(50))),
    requestsPerSecond: draw.maybe(30, () => rates(draw, clusters)),
    callers: draw.pick<() => ServiceDescription['callers']>([
      () => callers.filter(() => draw.chance(60)),
      () => undefined,
      () => 'any',
      () => callers.filter(() => draw.chance(60)),
    ])(),
    serviceAccount: draw.maybe(85, () => `${draw.pick(['sa', 'shop'])}-${id}`),
    sidecar,
    workload: draw.maybe(25, () => ({ 'app.kubernetes.io/name': id })),
    versionLabel: draw.maybe(20, () => 'app.kubernetes.io/version'),
    name: draw.maybe(20, () => `named-${id}`),
  };
}

/** No route can tell the versions of a TLS port apart, so only services with one at most have such a port. */
function servicePorts(draw: Draw, versions: readonly string[] = []): Record<string, number | ServicePort> {
  const web = draw.pick<Record<string, number | ServicePort>>([
    { http: 9080 },
    { 'http-web': { number: 80, targetPort: 8080 } },
    { api: { number: 8000, protocol: 'HTTP' } },
  ]);
  const second = draw.pick<Record<string, number | ServicePort>>([
    { grpc: 9090 },
    { 'http2-admin': { number: 9443, targetPort: 19443 } },
    { control: { number: 15, protocol: 'GRPC' } },
  ]);
  const stream = draw.pick<Record<string, number | ServicePort>>([
    { tcp: 5432 },
    { 'redis-cache': 6379 },
    { db: { number: 3306, protocol: 'TCP', targetPort: 13306 } },
  ]);
  return draw.pick([
    web,
    { ...web, ...second },
    { ...web, ...stream },
    stream,
    { ...web, ...second, ...stream, ...(versions.length < 2 && { tls: 8443 }) },
  ]);
}

/** Everything runs in the first cluster, which every other cluster can reach: with a sidecar, across networks too. */
function placements(
  draw: Draw,
  clusters: readonly ClusterDescription[],
  versions: readonly string[] | undefined,
  everywhere: boolean,
): ServiceDescription['runsIn'] {
  const [first, ...others] = clusters.map(({ id }) => id);
  const rest = others.filter(() => everywhere || draw.chance(60));
  const entry = (cluster: string) =>
    !everywhere && versions && draw.chance(50) ? { cluster, versions: draw.some(versions, 60) } : cluster;
  return [first as string, ...rest.map(entry)];
}

/** Replicas are said in every placement or in none: one number, or one for each version that runs there. */
function counted(
  draw: Draw,
  versions: readonly string[] | undefined,
  runsIn: ServiceDescription['runsIn'],
): ServiceDescription['runsIn'] {
  if (!draw.chance(40)) return runsIn;
  return runsIn.map((entry) => {
    const place = typeof entry === 'string' ? { cluster: entry } : entry;
    const here = place.versions ?? versions;
    const each = here && draw.chance(50);
    const pods = () => draw.int(1, 12);
    return { ...place, replicas: each ? Object.fromEntries(here.map((version) => [version, pods()])) : pods() };
  });
}

/** Somebody asks: a rate of 0 is never the only one. */
function rates(draw: Draw, clusters: readonly ClusterDescription[]): ServiceDescription['requestsPerSecond'] {
  const ids = clusters.map(({ id }) => id);
  const some = draw.some(ids).map((from, i) => ({ from, rate: i === 0 ? 400 : draw.pick([20, 0.5, 0]) }));
  return draw.pick([100, some]);
}
