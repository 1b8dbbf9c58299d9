import type { GatewayFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import { answersItself } from '../../lower/routes/route-actions.ts';
import { listOnGateway, portOnGateway, type RouteList, readBy, serversOf } from '../../lower/routes/route-list.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { named, routeTitle } from './walks/wording.ts';

/** A gateway reads requests, names in TLS, or nothing, port by port: a route needs one that reads what it is about. */
export const routeProtocolNotOnGateway = defineCheck({
  code: 'route-protocol-not-on-gateway',
  severity: 'error',
  *find({ index }) {
    for (const route of index.mesh.routes) {
      const port = portCalled(index, route);
      if (port === 'unknown') continue;
      for (const key of route.on ?? []) {
        const gateway = index.gateways.get(key);
        const hosts = (route.hosts ?? gateway?.hosts ?? []).filter((host) => gateway?.hosts.includes(host));
        if (!gateway || hosts.length === 0) continue;
        const without = hosts.filter((host) => !listOnGateway(gateway, host, route, port));
        // A route without hosts is for those that carry it.
        if (without.length === 0 || (!route.hosts && without.length < hosts.length)) continue;
        yield {
          at: route.at,
          message: `${routeTitle(route)} is for ${about(route, port?.protocol)}, and gateway '${key}' has no port for that which serves ${named(without)}: its ports there ${readings(gateway, without)}.`,
          why: 'A port reads requests only of HTTP, and of HTTPS whose TLS it ends; names in TLS only where it passes TLS through: the route would be left out.',
          hint: 'Give the gateway a port of that protocol for the host, or bind the route to another host with hosts: […].',
          related: [{ message: `'${key}' is declared here`, at: index.mesh.places[`gateways/${key}`] }],
        };
      }
    }
  },
});

/** Undefined: none, since the gateway answers by itself. What another check reports is unknown. */
function portCalled(index: MeshIndex, route: RouteSnapshot) {
  if (answersItself(route)) return undefined;
  const service = index.services.get(route.service);
  return (service && portOnGateway(service, route)) ?? 'unknown';
}

function about(route: RouteSnapshot, protocol: string | undefined): string {
  if (protocol === undefined) return 'requests of HTTP';
  const asksForNames = route.match.some(({ sniHosts }) => sniHosts !== undefined);
  return asksForNames ? 'TLS that is passed through' : `a port of protocol ${protocol}`;
}

const READINGS = { http: 'read HTTP', tls: 'pass TLS through', tcp: 'carry bytes' } as const satisfies Record<
  RouteList,
  string
>;

function readings(gateway: GatewayFacts, hosts: readonly string[]): string {
  const lists = hosts.flatMap((host) => serversOf(gateway, host).map(readBy));
  return [...new Set(lists)].map((list) => READINGS[list]).join(' and ');
}
