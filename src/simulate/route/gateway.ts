import type { ConfigView } from '../config-view.ts';
import { printRef } from '../objects.ts';
import type { IngressClient, SimulatedRequest } from '../request.ts';
import type { ClientProxy, Routed } from '../routed.ts';
import { type Asked, askedOf } from './asked.ts';
import { admit } from './gateway-access.ts';
import { sendGatewayHttp } from './gateway-http.ts';
import { gatewayServices, listeningPort } from './gateway-ports.ts';
import { type GatewayServer, gatewayServers, isPlainHttp } from './gateway-servers.ts';
import { passthroughChains, type StreamChain, sendChain, tcpChain } from './gateway-stream.ts';
import { handshakeNotes, handshakeProblem } from './gateway-tls.ts';
import { reservesFor, reservesForGateways } from './reserves.ts';
import { failed, routed, type Way } from './result.ts';
import { portOf } from './sidecar-services.ts';
import { bySni } from './sni.ts';
import type { Trace } from './trace.ts';

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** Where an ingress gateway sends what somebody outside the mesh asks for. */
export function throughGateway(
  view: ConfigView,
  proxy: ClientProxy,
  request: SimulatedRequest,
  from: IngressClient,
  trace: Trace,
): Routed {
  const tls = from.tls ?? (request.port === HTTPS_PORT || request.protocol === 'tls');
  const port = request.port ?? (tls ? HTTPS_PORT : HTTP_PORT);
  const sni = tls ? (request.sni ?? request.to) : undefined;
  const asked = askedOf(request, { protocol: request.protocol ?? 'http', port, scheme: tls ? 'https' : 'http', sni });
  const unjudged = [...reservesFor(view, proxy), ...reservesForGateways(view, proxy)];
  const way: Way = { proxy, asked, jwt: request.jwt, unjudged, trace, identity: from.identity };
  const who = from.identity === undefined ? 'somebody outside' : `a proxy of ${from.identity}`;
  trace.step('gateway', `${who} sends ${tls ? 'TLS' : 'plain'} ${asked.protocol} to port ${port}`);
  const listens = listeningPort(view, proxy, port);
  const services = gatewayServices(view, proxy);
  if (services.length > 0 && !services.some((one) => portOf(one, port))) {
    return refused(way, `the Service of the gateway has no port ${port}`);
  }
  const { servers, leftOut, others } = gatewayServers(view, proxy);
  const here = servers.filter((one) => one.listens === listens);
  const conflicts = leftOut.filter((one) => one.listens === listens).map(({ why }) => `left out: ${why}`);
  trace.step('gateway', `${here.length} servers on port ${listens}`, () => [
    ...here.map((one) => `${printRef(one.object)} servers[${one.index}] for ${one.hosts.join(', ')}`),
    ...conflicts,
    ...others.map((other) => `${other} selects other pods`),
  ]);
  if (here.length === 0) return refused(way, `no Gateway that selects the pods has a server on port ${port}`);
  const undecided = leftOut
    .filter((one) => one.listens === listens && one.undecided)
    .map(({ why }) => `${why}: the older Gateway's server stays, and nobody says which is older`);
  const on = undecided.length === 0 ? way : { ...way, unjudged: [...way.unjudged, ...undecided] };
  return tls ? overTls(view, on, here) : inPlaintext(view, on, here);
}

function refused(way: Way, reason: string): Routed {
  return failed(way, { flag: 'refused', status: undefined, by: 'gateway', reason });
}

function inPlaintext(view: ConfigView, way: Way, servers: readonly GatewayServer[]): Routed {
  const http = servers.filter(isPlainHttp);
  if (http.length > 0) {
    if (!way.asked.http) return handshake(way, 'the port is for HTTP, and this is not HTTP');
    return admitted(view, way, http, (on) => sendGatewayHttp(view, on, http));
  }
  const plain = servers.filter(({ tls }) => tls === undefined);
  if (plain.length === 0) return handshake(way, 'the port is for TLS, and the client speaks plaintext');
  const chain = firstChain(view, way, plain);
  if (!chain) return refused(way, 'no tcp route is bound to the server, so the pods do not even listen');
  return admitted(view, asStream(way), [chain.server], (on) =>
    sendChain(view, on, chain, way.asked.protocol === 'tls'),
  );
}

function firstChain(view: ConfigView, { proxy }: Way, servers: readonly GatewayServer[]): StreamChain | undefined {
  for (const server of servers) {
    const chain = tcpChain(view, proxy.namespace, server);
    if (chain) return chain;
  }
  return undefined;
}

/** What a gateway looks up by the name that a client asks for in TLS. */
interface Chain {
  readonly hosts: readonly string[];
  readonly server: GatewayServer;
  /** Undefined: HTTPS that the gateway reads. */
  readonly stream: StreamChain | undefined;
  readonly terminated: boolean;
}

function overTls(view: ConfigView, way: Way, servers: readonly GatewayServer[]): Routed {
  const secured = servers.filter((one) => one.tls !== undefined && !isPlainHttp(one));
  if (secured.length === 0) return handshake(way, 'the port is for plain HTTP or TCP, and the client speaks TLS');
  const chains = secured.flatMap((server) => chainsOf(view, way.proxy, server));
  if (chains.length === 0 && !secured.some(({ tls }) => tls?.mode === 'AUTO_PASSTHROUGH')) {
    return refused(way, 'no tls or tcp route is bound to the servers on the port, so the pods do not even listen');
  }
  const chain = bySni(chains, ({ hosts }) => hosts, way.asked.sni);
  if (!chain) return noRoute(way, `no server or tls route on the port takes the SNI ${way.asked.sni ?? '(none)'}`);
  const { server, stream, terminated } = chain;
  const twin =
    terminated && chains.find((one) => one !== chain && one.hosts.some((host) => chain.hosts.includes(host)));
  if (twin) return twice(way, server, twin.server);
  const problem = terminated ? handshakeProblem(view, way, server) : undefined;
  if (problem !== undefined) return handshake(way, problem);
  if (terminated) way.trace.step('gateway', `${printRef(server.object)} ends the TLS`, () => handshakeNotes(server));
  if (stream) return admitted(view, asStream(way), [server], (past) => sendChain(view, past, stream, !terminated));
  return admitted(view, way, [server], (past) => sendGatewayHttp(view, past, [server]));
}

/** Goes on where the gateway's own policies let the request in. */
function admitted(view: ConfigView, way: Way, [server]: readonly GatewayServer[], go: (on: Way) => Routed): Routed {
  if (!server) return go(way);
  const verdict = admit(view, way, server);
  return 'refused' in verdict ? verdict.refused : go(verdict.on);
}

/** Envoy takes no listener that has one server name twice, and keeps the one before, whatever that was. */
function twice(way: Way, { object }: GatewayServer, other: GatewayServer): Routed {
  const why = `${printRef(object)} and ${printRef(other.object)} have one server name on one port: proxies refuse both`;
  return routed(way, { unjudged: [...way.unjudged, why] });
}

function chainsOf(view: ConfigView, { namespace }: ClientProxy, server: GatewayServer): readonly Chain[] {
  const hosts = server.hosts.map((host) => host.slice(host.indexOf('/') + 1));
  const mode = server.tls?.mode;
  if (mode === 'AUTO_PASSTHROUGH') return []; // only for the SNI of the mesh's own mutual TLS
  if (mode === 'PASSTHROUGH') {
    return passthroughChains(view, namespace, server).map((stream) => ({
      hosts: stream.alternative?.sniHosts ?? [],
      server,
      stream,
      terminated: false,
    }));
  }
  if (server.protocol === 'HTTPS') return [{ hosts, server, stream: undefined, terminated: true }];
  const stream = tcpChain(view, namespace, server);
  return stream ? [{ hosts, server, stream, terminated: true }] : [];
}

function asStream(way: Way): Way {
  const asked: Asked = { ...way.asked, http: false };
  return { ...way, asked };
}

function handshake(way: Way, reason: string): Routed {
  return failed(way, { flag: 'TLS', status: undefined, by: 'gateway', reason });
}

function noRoute(way: Way, reason: string): Routed {
  return failed(way, { flag: 'NR', status: undefined, by: 'gateway', reason });
}
