import { isAmbient } from '../../istio/ambient.ts';
import type { ConfigView } from '../config-view.ts';
import type { SimulatedRequest, WorkloadClient } from '../request.ts';
import type { ClientProxy, KnownService, Routed } from '../routed.ts';
import { type Asked, askedOf } from './asked.ts';
import { throughGateway } from './gateway.ts';
import { behindAlias, type ResolvedName, resolveName } from './names.ts';
import { reservesFor, reservesForService } from './reserves.ts';
import { failed, passedThrough, routed, type Way } from './result.ts';
import { throughSidecar } from './sidecar.ts';
import { portOf } from './sidecar-services.ts';
import { Trace } from './trace.ts';

/** Where the first proxy on its way sends a request. */
export function route(view: ConfigView, proxy: ClientProxy, request: SimulatedRequest, trace: boolean): Routed {
  const { from } = request;
  if (from.kind === 'ingress') return throughGateway(view, proxy, request, from, new Trace(trace));
  return fromWorkload(view, proxy, request, from, new Trace(trace));
}

function fromWorkload(
  view: ConfigView,
  proxy: ClientProxy,
  request: SimulatedRequest,
  from: WorkloadClient,
  trace: Trace,
): Routed {
  const name = resolveName(view, from.cluster, from.namespace, request.to);
  const service = name.service && behindAlias(view, name.service);
  const port = request.port ?? defaultPort(service, request);
  const protocol = request.protocol ?? spokenOn(service, port);
  const sni = protocol === 'tls' ? (request.sni ?? request.to) : undefined;
  const asked = askedOf(request, { protocol, port: port ?? 0, scheme: 'http', sni });
  const reserves = [...reservesFor(view, proxy), ...reservesForService(view, service)];
  const way: Way = { proxy, asked, jwt: request.jwt, unjudged: reserves, trace };
  trace.step('client', startOf(proxy, asked, name));
  if (name.problem !== undefined) {
    return failed(way, { flag: 'DNS', status: undefined, by: 'client', reason: name.problem });
  }
  if (port === undefined) {
    const several = service?.ports.map((one) => one.number).join(', ') || 'none';
    return routed(way, { unjudged: [...reserves, `no port was asked for, and ${name.host} has several: ${several}`] });
  }
  if (isAddress(name.host)) {
    return routed(way, { unjudged: [...reserves, `${name.host} is an address; who has it is not modelled`] });
  }
  if (proxy.kind !== 'none') return throughSidecar(view, name, way);
  if (isAmbient(view.facts, proxy)) {
    const reserve = `${proxy.namespace} is in ambient mode: a ztunnel sends what its pods ask, which is not modelled`;
    return routed(way, { unjudged: [...reserves, reserve] });
  }
  return withoutProxy(way, name);
}

/** Without a proxy nothing decides but Kubernetes: one pod of the Service in the own cluster. */
function withoutProxy(way: Way, { service, host }: ResolvedName): Routed {
  const { asked, trace } = way;
  const inside = service?.source === 'kubernetes' ? service : undefined;
  if (inside && inside.externalName === undefined && !portOf(inside, asked.port)) {
    const reason = `${inside.host} has no port ${asked.port}`;
    return failed(way, { flag: 'refused', status: undefined, by: 'client', reason });
  }
  trace.step('client', `no sidecar: ${inside ? 'Kubernetes picks any pod of the Service' : 'it leaves the mesh'}`);
  return routed(way, { destinations: [passedThrough(way, inside, host)] });
}

function defaultPort(service: KnownService | undefined, { protocol }: SimulatedRequest): number | undefined {
  if (!service) return protocol === 'tls' ? 443 : 80;
  const ports = service.ports.filter((one) => one.protocol !== 'UDP');
  return ports.length === 1 ? ports[0]?.number : undefined;
}

function spokenOn(service: KnownService | undefined, port: number | undefined): Asked['protocol'] {
  const protocol = port === undefined ? undefined : portOf(service, port)?.protocol;
  switch (protocol) {
    case 'GRPC':
    case 'GRPC-WEB':
      return 'grpc';
    case 'TLS':
    case 'HTTPS':
      return 'tls';
    case 'TCP':
    case 'MONGO':
    case 'REDIS':
    case 'MYSQL':
      return 'tcp';
    default:
      return 'http';
  }
}

function isAddress(host: string): boolean {
  return /^\d+\.\d+\.\d+\.\d+$/.test(host) || /^\[?[0-9a-f]*:[0-9a-f:]+\]?$/.test(host);
}

function startOf({ namespace, cluster, kind }: ClientProxy, asked: Asked, { host }: ResolvedName): string {
  const who = kind === 'none' ? 'a client without sidecar' : 'a client';
  const what = asked.http ? `${asked.method} ${asked.path}` : asked.protocol.toUpperCase();
  return `${who} in ${namespace} of ${cluster} sends ${what} to ${host}:${asked.port}`;
}
