import type { Facts } from '../../../src/istio/facts.ts';
import { type Labels, selects } from '../../../src/istio/labels.ts';
import type { Manifest } from '../../../src/istio/manifest.ts';
import type { Client, SimulatedRequest } from '../../../src/simulate/request.ts';
import type { Dice } from './dice.ts';
import type { World } from './question.ts';

type Plain = Readonly<Record<string, unknown>>;

/** A request from somebody to something of a compiled mesh; two in three are made to fit a rule for the host. */
export function requestOver(world: World, dice: Dice): SimulatedRequest {
  const { facts } = world;
  const gateways = facts.workloads.filter(({ proxy }) => proxy === 'gateway');
  const doors = gateways.filter((pods) => serversIn(world, pods).length > 0);
  return doors.length > 0 && dice.chance(0.35)
    ? throughDoor(world, dice, dice.pick(doors))
    : amongServices(world, dice);
}

function amongServices({ facts, manifests }: World, dice: Dice): SimulatedRequest {
  const from = insider(facts, dice);
  const service = dice.pick(facts.services.filter(({ ports }) => ports.length > 0));
  const { number: port, protocol } = dice.pick(service.ports);
  const to = dice.chance(0.8) ? service.host : `${service.name}.${service.namespace}`;
  const rules = rulesFor(manifests.get(from.cluster) ?? [], [service.host], 'mesh');
  const stream = protocol === 'TCP' || protocol === 'MONGO' || protocol === 'REDIS' || protocol === 'MYSQL';
  const secure = protocol === 'TLS' || protocol === 'HTTPS';
  const spoken = stream ? 'tcp' : secure ? 'tls' : protocol === 'GRPC' ? 'grpc' : 'http';
  const sni = secure ? nameFor(manifests.get(from.cluster) ?? [], service.host, 'mesh', dice) : undefined;
  return { from, to, port, protocol: spoken, ...fitting(rules, dice), ...(sni !== undefined && { sni }) };
}

function insider({ clusters, workloads }: Facts, dice: Dice): Client {
  const withProxy = workloads.filter(({ proxy, replicas }) => proxy === 'sidecar' && replicas !== 0);
  if (withProxy.length === 0 || dice.chance(0.15)) {
    const cluster = dice.pick(clusters).name;
    return { kind: 'workload', cluster, namespace: dice.pick(['shop', 'elsewhere']), labels: { app: 'stranger' } };
  }
  const { cluster, namespace, labels } = dice.pick(withProxy);
  return { kind: 'workload', cluster, namespace, labels };
}

type Pods = Facts['workloads'][number];

function throughDoor(world: World, dice: Dice, pods: Pods): SimulatedRequest {
  const { cluster, namespace, labels } = pods;
  const { port, hosts, tls, name, protocol } = dice.pick(serversIn(world, pods));
  const host = dice.pick(hosts).replace(/^.*\//, '');
  const to = host.replace(/^\*\./, 'any.').replace(/^\*$/, 'anything.example');
  const rules = rulesFor(world.manifests.get(cluster) ?? [], [host, to], name);
  const from = { kind: 'ingress', cluster, namespace, labels, tls } as const;
  if (protocol === 'http') return { from, to, port, ...fitting(rules, dice) };
  const sni = tls ? nameFor(world.manifests.get(cluster) ?? [], host, name, dice) : undefined;
  return { from, to: sni ?? to, port, protocol: tls ? 'tls' : 'tcp', ...(sni !== undefined && { sni }) };
}

/** A name that some rule for TLS asks for, now and then none does; undefined: the host that is asked for. */
function nameFor(manifests: readonly Manifest[], host: string, gateway: string, dice: Dice): string | undefined {
  const asked = manifests
    .filter(({ kind, spec }) => kind === 'VirtualService' && (spec?.hosts as string[])?.includes(host))
    .filter(({ spec }) => ((spec?.gateways ?? ['mesh']) as string[]).some((one) => gateway.endsWith(one)))
    .flatMap(({ spec }) => (spec?.tls ?? []) as { match: { sniHosts: string[] }[] }[])
    .flatMap(({ match }) => match.flatMap(({ sniHosts }) => sniHosts));
  if (asked.length === 0 || dice.chance(0.1)) return undefined;
  return dice.pick(asked).replace(/^\*\./, dice.pick(['any.', 'main.', 'a.b.']));
}

interface Server {
  readonly port: number;
  readonly hosts: readonly string[];
  readonly tls: boolean;
  /** What the server reads of a connection, if anything. */
  readonly protocol: 'http' | 'stream';
  readonly name: string;
}

interface WrittenServer {
  readonly port: { readonly number: number; readonly protocol: string };
  readonly hosts: readonly string[];
  readonly tls?: Plain;
  readonly bind?: string;
}

function serversIn({ manifests }: World, { cluster, labels }: Pods): Server[] {
  return (manifests.get(cluster) ?? [])
    .filter(({ kind, spec }) => kind === 'Gateway' && selects((spec?.selector ?? {}) as Labels, labels))
    .flatMap(({ metadata, spec }) =>
      ((spec?.servers ?? []) as WrittenServer[])
        // Which address somebody calls is not modelled: a server that listens on one alone is taken to be called there.
        .filter(({ tls, bind }) => tls?.mode !== 'AUTO_PASSTHROUGH' && bind === undefined)
        .map(({ port, hosts, tls }) => ({
          port: port.number,
          hosts,
          tls: tls?.mode !== undefined,
          protocol: /^(HTTP|GRPC)/.test(port.protocol) && tls?.mode !== 'PASSTHROUGH' ? 'http' : 'stream',
          name: `${metadata.namespace}/${metadata.name}`,
        })),
    );
}

/** The matches of rules for a host that hold at a gateway, or in the mesh. */
function rulesFor(manifests: readonly Manifest[], hosts: readonly string[], gateway: string): Plain[] {
  return manifests
    .filter(
      ({ kind, spec }) => kind === 'VirtualService' && (spec?.hosts as string[])?.some((host) => hosts.includes(host)),
    )
    .filter(({ spec }) => ((spec?.gateways ?? ['mesh']) as string[]).includes(gateway))
    .flatMap(({ spec }) => (spec?.http ?? []) as { match?: Plain[] }[])
    .flatMap(({ match }) => match ?? []);
}

/** Path and headers that fit one of the matches, or do not. */
function fitting(matches: readonly Plain[], dice: Dice): Pick<SimulatedRequest, 'path' | 'headers'> {
  if (matches.length === 0 || dice.chance(0.33)) return { path: dice.pick(['/', '/a', '/api/v1?q=1', '/healthz']) };
  const { uri, headers } = dice.pick(matches) as { uri?: Plain; headers?: Record<string, Plain> };
  const path = uri ? textFor(uri, dice) : '/';
  const given = Object.entries(headers ?? {}).map(([name, match]) => [name, textFor(match, dice)]);
  return { path: path.startsWith('/') ? path : `/${path}`, headers: Object.fromEntries(given) };
}

function textFor(match: Plain, dice: Dice): string {
  const { exact, prefix, regex } = match as Partial<Record<string, string>>;
  if (exact !== undefined) return dice.chance(0.9) ? exact : `${exact}x`;
  if (prefix !== undefined) return `${prefix}${dice.pick(['', '', 'x', '/y', '?z=1'])}`;
  if (regex === undefined) return 'anything';
  return regex
    .replace(/\\d\+|\[0-9\]\+/g, '42')
    .replace(/\.\*|\.\+/g, 'x')
    .replace(/[\^$\\()?]/g, '')
    .replace(/\|.*/, '');
}
