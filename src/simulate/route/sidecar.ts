import type { ServicePortFacts } from '../../istio/facts.ts';
import { labelsOf } from '../client-labels.ts';
import type { ConfigView } from '../config-view.ts';
import type { ClientProxy, KnownService, Routed } from '../routed.ts';
import type { Asked } from './asked.ts';
import { hostOf } from './asked.ts';
import type { Source } from './choose.ts';
import { behindAlias, type ResolvedName } from './names.ts';
import { failed, passedThrough, routed, type Way } from './result.ts';
import { sendHttp } from './sidecar-http.ts';
import { type Egress, type EgressListener, type SidecarScope, sidecarScope } from './sidecar-scope.ts';
import {
  hasAddress,
  importedService,
  isForHttpPort,
  isHttp,
  listensForHttp,
  portOf,
  withoutAddress,
} from './sidecar-services.ts';
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
  const egresses = egressesFor(view, scope, asked.port);
  const [first] = egresses;
  if (!first) return unknown(scope, way, name, `its Sidecar has no egress listener for port ${asked.port}`);
  const source: Source = {
    port: asked.port,
    // Few routes ask for them.
    get labels() {
      return labelsOf(proxy);
    },
    namespace: proxy.namespace,
    gateway: MESH,
  };
  const called = serviceCalled(egresses, name, asked.port);
  if (called && called.spoken !== 'http' && hasAddress(called.service)) {
    const { egress, service, spoken } = called;
    if (spoken === 'stream' || !asked.http) return stream(egress, [service], way, source, name);
    if (!importedService(first, service.host, asked.port)) return withoutRoutes(way, service);
    return sendHttp(first, ofService(first, service, source), way, source);
  }
  const taken = first.listener.port && !isForHttpPort(first.listener) ? withoutAddress(first, asked.port) : [];
  if (taken.length > 0) return stream(first, taken, way, source, name);
  if (asked.http && egresses.some((egress) => listensForHttp(egress, asked.port))) {
    const host = virtualHost(first, hostOf(asked.authority), source);
    if (host) return sendHttp(first, host, way, source);
    return unknown(scope, way, name, `no route of the sidecar is for the Host ${asked.authority}`, BAD_GATEWAY);
  }
  for (const egress of egresses) {
    const sharing = withoutAddress(egress, asked.port);
    if (sharing.length > 0) return stream(egress, sharing, way, source, name);
  }
  const why = asked.http ? whyUnknown(name, proxy, asked.port) : whyUnread(called?.service, asked);
  return unknown(scope, way, name, why);
}

const NOT_FOUND = 404;

/** The routes of a port are those of the Sidecar's listener for it, even where another listener takes the connection. */
function withoutRoutes(way: Way, { host }: KnownService): Routed {
  const reason = `the Sidecar's egress listener for port ${way.asked.port} does not know ${host}, and no other has routes`;
  return failed(way, { flag: 'NR', status: NOT_FOUND, by: 'client proxy', reason });
}

/** A listener for just this port before the one for all that no other names. */
function egressesFor(view: ConfigView, scope: SidecarScope, port: number): readonly Egress[] {
  return view.remember(`${scope.key} at ${port}`, () => {
    const own = scope.listeners.find((one) => one.port?.number === port);
    const others = scope.listeners.find((one) => one.port === undefined);
    return [own, others].filter((one) => one !== undefined).map((listener) => ({ view, scope, listener }));
  });
}

interface Called {
  readonly egress: Egress;
  readonly service: KnownService;
  readonly spoken: 'http' | 'sniffed' | 'stream';
}

/** The service whose address was called, as far as the sidecar knows it, and how its port is taken. */
function serviceCalled(egresses: readonly Egress[], { host, service: named }: ResolvedName, port: number) {
  for (const egress of egresses) {
    const known = importedService(egress, host, port) ?? (named && importedService(egress, named.host, port));
    const behind = known && behindAlias(egress.view, known);
    const service = behind === known ? known : behind && importedService(egress, behind.host, port);
    const spoken = protocolOf(egress.listener, portOf(service, port));
    if (service && spoken) return { egress, service, spoken } satisfies Called;
  }
  return undefined;
}

/** How a listener takes what comes to a service: a Sidecar's own port says it, else the service's. */
function protocolOf(listener: EgressListener, port: ServicePortFacts | undefined): Called['spoken'] | undefined {
  if (port === undefined || port.protocol === 'UDP') return undefined;
  if (listener.port) return isForHttpPort(listener) ? 'http' : 'stream';
  if (port.protocol === undefined) return 'sniffed';
  return isHttp(port) ? 'http' : 'stream';
}

/** To the service whose address was called, or to one of those that only a server name tells apart. */
function stream(
  egress: Egress,
  services: readonly KnownService[],
  way: Way,
  source: Source,
  name: ResolvedName,
): Routed {
  const { sni } = way.asked;
  const what = sni === undefined ? 'the connection' : `the SNI ${sni}`;
  const sent = sendStream(egress, services, way, source);
  return sent ?? unknown(egress.scope, way, name, `no rule for ${name.host} takes ${what}`);
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
