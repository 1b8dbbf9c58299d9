import type { GatewayFacts, GatewayServerFacts, PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import { protocolFamily } from '../../istio/protocol.ts';
import type { MatchSnapshot, RouteSnapshot } from '../../model/snapshot-types.ts';
import { protocolOf } from '../gateways/gateway-servers.ts';
import { portsOf } from '../mesh-index.ts';

/** The list of a VirtualService that a route stands in: what is read of a connection before it is sent on. */
export type RouteList = 'http' | 'tls' | 'tcp';

/** Whether a route asks or does what only HTTP has; a split alone is also for connections. */
export function readsRequests(route: RouteSnapshot): boolean {
  const { redirect, directResponse, delegate, rewrite, headers, versionHeaders, mirrors, settings } = route;
  const actions = [
    redirect,
    directResponse,
    delegate,
    rewrite,
    headers,
    versionHeaders,
    mirrors,
    settings,
    route.toPort,
  ];
  return actions.some((action) => action !== undefined) || route.match.some(asksForRequests);
}

function asksForRequests(match: MatchSnapshot): boolean {
  const { path, method, authority, scheme, headers, withoutHeaders, queryParams, name, statPrefix } = match;
  const conditions = [path, method, authority, scheme, headers, withoutHeaders, queryParams, name, statPrefix];
  return conditions.some((condition) => condition !== undefined);
}

function asksForNames({ match }: RouteSnapshot): boolean {
  return match.some(({ sniHosts }) => sniHosts !== undefined);
}

/** Where a route of the mesh stands, the default route aside, which is for HTTP and TCP alike. */
export function listOnMesh(service: ServiceFacts, route: RouteSnapshot): RouteList {
  if (asksForNames(route)) return 'tls';
  if (readsRequests(route)) return 'http';
  if (route.match.some(({ destinationSubnets }) => destinationSubnets !== undefined)) return 'tcp';
  const port = service.ports.find(({ name }) => name === route.port);
  if (port) return protocolFamily(port.protocol);
  return portsOf(service, 'http').length === 0 && portsOf(service, 'tcp').length > 0 ? 'tcp' : 'http';
}

const called = new WeakMap<RouteSnapshot, { readonly of: ServiceFacts; readonly port: PortFacts | undefined }>();

/** The port that a gateway calls: the route's, or the only one there is for what the gateway reads. */
export function portOnGateway(service: ServiceFacts, route: RouteSnapshot): PortFacts | undefined {
  const known = called.get(route);
  if (known?.of === service) return known.port;
  const port = findPort(service, route);
  called.set(route, { of: service, port });
  return port;
}

function findPort(service: ServiceFacts, route: RouteSnapshot): PortFacts | undefined {
  const ports = portsForGateway(service, route);
  if (route.port !== undefined) return ports.find(({ name }) => name === route.port);
  return ports.length === 1 ? ports[0] : undefined;
}

/** Ports among which a gateway could choose. */
export function portsForGateway(service: ServiceFacts, route: RouteSnapshot): readonly PortFacts[] {
  const http = portsOf(service, 'http');
  if (readsRequests(route)) return http;
  if (asksForNames(route)) return service.ports.filter((port) => !http.includes(port));
  return route.port === undefined && http.length > 0 ? http : service.ports;
}

/** Where a route to a port stands in what a gateway has for a host; undefined: no server of the host carries it. */
export function listOnGateway(
  gateway: GatewayFacts,
  host: string,
  route: RouteSnapshot,
  port: PortFacts | undefined,
): RouteList | undefined {
  if (readsHttpAlone(gateway)) return !port || protocolFamily(port.protocol) === 'http' ? 'http' : undefined;
  const servers = serversOf(gateway, host);
  const served = new Set(servers.filter((server) => isAskedFor(route, server)).map(readBy));
  return listsFor(gateway, route, port).find((list) => served.has(list));
}

const readers = new WeakMap<GatewayFacts, boolean>();

/** Of most gateways every port reads requests, for every host. */
function readsHttpAlone(gateway: GatewayFacts): boolean {
  const known = readers.get(gateway);
  if (known !== undefined) return known;
  const alone = gateway.servers.every((server) => server.hosts === undefined && readBy(server) === 'http');
  readers.set(gateway, alone && gateway.servers.length > 0);
  return alone && gateway.servers.length > 0;
}

/** Whether a route can be for connections to a server: of HTTP the gateway itself tells requests apart by their port. */
export function isAskedFor({ match }: RouteSnapshot, server: GatewayServerFacts): boolean {
  if (match.length === 0 || readBy(server) === 'http') return true;
  return match.some(({ gatewayPort }) => gatewayPort === undefined || gatewayPort === server.number);
}

/** TLS goes by its names where some server passes it through, and as bytes where a route asks for the host of such a port. */
function listsFor(gateway: GatewayFacts, route: RouteSnapshot, port: PortFacts | undefined): readonly RouteList[] {
  const family = port ? protocolFamily(port.protocol) : 'http';
  if (asksForNames(route)) return ['tls'];
  if (family !== 'tls') return [family];
  if (route.hosts !== undefined) return ['tls', 'tcp'];
  return gateway.servers.some((server) => readBy(server) === 'tls') ? ['tls'] : ['tcp'];
}

/** The servers of a gateway that a host is for. */
export function serversOf({ servers, namespace }: GatewayFacts, host: string): readonly GatewayServerFacts[] {
  const isNamed = (written: string) => written.slice(written.indexOf('/') + 1) === host && isOwn(written, namespace);
  return servers.filter(({ hosts }) => hosts === undefined || hosts.some(isNamed));
}

function isOwn(written: string, namespace: string): boolean {
  const slash = written.indexOf('/');
  return slash === -1 || ['*', '.', namespace].includes(written.slice(0, slash));
}

/** What a server reads of a connection. */
export function readBy(server: GatewayServerFacts): RouteList {
  if (server.tls?.mode === 'PASSTHROUGH') return 'tls';
  const protocol = protocolOf(server);
  return protocol === 'HTTPS' || protocolFamily(protocol) === 'http' ? 'http' : 'tcp';
}
