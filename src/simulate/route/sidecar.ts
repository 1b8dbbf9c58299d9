import type { ServicePortFacts } from '../../istio/facts.ts';
import type { ConfigView } from '../config-view.ts';
import type { ClientProxy, KnownService, Routed } from '../routed.ts';
import type { Asked } from './asked.ts';
import { hostOf } from './asked.ts';
import type { Source } from './choose.ts';
import type { ResolvedName } from './names.ts';
import { failed, passedThrough, routed, type Way } from './result.ts';
import { sendHttp } from './sidecar-http.ts';
import { type EgressListener, type SidecarScope, sidecarScope } from './sidecar-scope.ts';
import { hasAddress, importedService, isHttp, listensForHttp, portOf, withoutAddress } from './sidecar-services.ts';
import { sendStream } from './sidecar-stream.ts';
import { ofService, virtualHost } from './virtual-host.ts';
import { MESH } from './virtual-service.ts';

const BAD_GATEWAY = 502;

/** Where a sidecar sends what its application asks for. */
export function throughSidecar(view: ConfigView, name: ResolvedName, before: Way): Routed {
  const { proxy, asked } = before;
  const scope = sidecarScope(view, proxy);
  const way: Way =
    scope.unjudged.length === 0 ? before : { ...before, unjudged: [...before.unjudged, ...scope.unjudged] };
  const listener = listenerFor(scope, asked.port);
  if (!listener) return unknown(scope, way, name, `its Sidecar has no egress listener for port ${asked.port}`);
  const source: Source = { port: asked.port, labels: proxy.labels, namespace: proxy.namespace, gateway: MESH };
  const service = serviceCalled(view, scope, listener, name, asked.port);
  const spoken = protocolOf(listener, portOf(service, asked.port));
  if (spoken === 'stream') return stream(view, scope, listener, service, way, source, name);
  if (service && spoken === 'sniffed' && !asked.http) return stream(view, scope, listener, service, way, source, name);
  if (!asked.http) {
    const shared = withoutAddress(view, scope, listener, asked.port);
    if (shared.length > 0) return stream(view, scope, listener, undefined, way, source, name);
    return unknown(scope, way, name, whyUnread(service, asked));
  }
  if (service && spoken === 'sniffed') {
    return sendHttp(view, scope, listener, ofService(view, scope, listener, service, source), way, source);
  }
  if (spoken === undefined && !listensForHttp(view, scope, listener, asked.port)) {
    return unknown(scope, way, name, whyUnknown(name, proxy, asked.port));
  }
  const host = virtualHost(view, scope, listener, hostOf(asked.authority), source);
  if (host) return sendHttp(view, scope, listener, host, way, source);
  return unknown(scope, way, name, `no route of the sidecar is for the Host ${asked.authority}`, BAD_GATEWAY);
}

function listenerFor(scope: SidecarScope, port: number): EgressListener | undefined {
  return scope.listeners.find((one) => one.port === undefined || one.port.number === port);
}

/** The service whose address was called, as far as the sidecar knows it. */
function serviceCalled(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  { host, service }: ResolvedName,
  port: number,
): KnownService | undefined {
  const known = importedService(view, scope, listener, host, port);
  return known ?? (service && importedService(view, scope, listener, service.host, port));
}

/** How a listener takes what comes: a Sidecar's own port says it, else the service's. Undefined: it has none there. */
function protocolOf(
  listener: EgressListener,
  port: ServicePortFacts | undefined,
): 'http' | 'sniffed' | 'stream' | undefined {
  if (listener.port) {
    const { protocol } = listener.port;
    if (protocol.startsWith('HTTP') && protocol !== 'HTTPS') return 'http';
    if (protocol.startsWith('GRPC')) return 'http';
    return 'stream';
  }
  if (port === undefined || port.protocol === 'UDP') return undefined;
  if (port.protocol === undefined) return 'sniffed';
  return isHttp(port) ? 'http' : 'stream';
}

/** By the address that was called; what has none is told apart by the server name. */
function stream(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  service: KnownService | undefined,
  way: Way,
  source: Source,
  name: ResolvedName,
): Routed {
  const own = service && hasAddress(service);
  const services = own ? [service] : withoutAddress(view, scope, listener, source.port);
  const sent = sendStream(view, scope, listener, services, way, source);
  const { sni } = way.asked;
  const what = sni === undefined ? 'the connection' : `the SNI ${sni}`;
  return sent ?? unknown(scope, way, name, `no rule for ${name.host} takes ${what}`);
}

function whyUnread(service: KnownService | undefined, { port, protocol }: Asked): string {
  const what = protocol === 'tls' ? 'TLS' : 'TCP';
  return service ? `port ${port} of ${service.host} is for HTTP, and this is ${what}` : `nothing there is for ${what}`;
}

function whyUnknown({ host, service }: ResolvedName, { namespace }: ClientProxy, port: number): string {
  if (!service) return `no service of the mesh is called ${host}`;
  if (!portOf(service, port)) return `${service.host} has no port ${port}`;
  return `${service.host} is not visible to sidecars in ${namespace} (exportTo, or a Sidecar's egress hosts)`;
}

/**
 * What a sidecar does not know it passes on as it is, or does not let out at all: then it closes the connection, or says
 * `status` where it reads HTTP.
 */
function unknown(scope: SidecarScope, way: Way, name: ResolvedName, why: string, status?: number): Routed {
  if (scope.unknownHosts === 'REGISTRY_ONLY') {
    const reason = `${why}, and the sidecar may only call what it knows (REGISTRY_ONLY)`;
    return failed(way, { flag: 'BlackHole', status, by: 'client proxy', reason });
  }
  way.trace.step('client', `the sidecar passes it through as it is: ${why}`);
  const inside = name.service?.source === 'kubernetes' ? name.service : undefined;
  return routed(way, { destinations: [passedThrough(way, inside, name.host)] });
}
