import { hostCovers } from '../../istio/hosts.ts';
import type { GatewayFacts } from '../../istio/inventory.ts';
import { nearestName } from '../../istio/nearest.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import { readBy, serversOf } from '../../lower/routes/route-list.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { named, routeTitle } from './walks/wording.ts';

/** `hosts` chooses among the hosts of the gateways a route is bound to. */
export const routeHostNotOnGateway = defineCheck({
  code: 'route-host-not-on-gateway',
  severity: 'error',
  *find({ index }) {
    for (const route of index.mesh.routes) {
      yield* unknownNames(index, route);
      if (route.hosts === undefined) yield* noHosts(index, route);
      if (route.hosts === undefined) continue;
      if (route.on === undefined) yield withoutGateway(route);
      else yield* unknownHosts(index, route, route.on, route.hosts);
    }
  },
});

function withoutGateway(route: RouteSnapshot): CheckFinding {
  return {
    at: route.at,
    message: `${routeTitle(route)} names hosts (${named(route.hosts ?? [])}) but is bound to no gateway.`,
    why: "Inside the mesh a route answers for the service's own host; the hosts would be ignored.",
    hint: "Bind it to the gateway that serves them with 'on', or leave 'hosts' out.",
  };
}

function* unknownHosts(
  index: MeshIndex,
  route: RouteSnapshot,
  on: readonly string[],
  hosts: readonly string[],
): Iterable<CheckFinding> {
  for (const key of on) {
    const gateway = index.gateways.get(key);
    if (!gateway) continue;
    for (const host of hosts.filter((name) => !gateway.hosts.includes(name))) {
      const near = nearestName(host, gateway.hosts);
      const others = gateway.writtenHosts?.find((written) => written.endsWith(`/${host}`));
      if (others !== undefined) yield ofOthers(index, route, key, others);
      else
        yield {
          at: route.at,
          message: `${routeTitle(route)} names the host '${host}', which gateway '${key}' does not serve.`,
          why: 'The gateway has no server for it: requests for the host get 404 and the route is never looked at.',
          hint: near
            ? `Did you mean '${near}'?`
            : `Add it to the hosts of the gateway, or name one that is there: ${named(gateway.hosts)}. A host that a wildcard covers needs an entry of its own.`,
          related: [{ message: `'${key}' lists its hosts here`, at: index.mesh.places[`gateways/${key}`] }],
        };
    }
  }
}

/** A host that a gateway serves for VirtualServices of another namespace, which somebody else writes. */
function ofOthers(index: MeshIndex, route: RouteSnapshot, key: string, written: string): CheckFinding {
  const namespace = written.slice(0, written.indexOf('/'));
  return {
    at: route.at,
    message: `${routeTitle(route)} is for a host that gateway '${key}' serves for namespace '${namespace}' alone (${written}).`,
    why: "Routes of the mesh on a gateway are written into the gateway's own namespace: the gateway would not take them for that host.",
    hint: `Leave the host to whoever writes the VirtualServices in '${namespace}', or write it without the namespace in the hosts of the gateway.`,
    related: [{ message: `'${key}' lists its hosts here`, at: index.mesh.places[`gateways/${key}`] }],
  };
}

/** Without `hosts` a route is for all of a gateway's, of which there may be none that are ours. */
function* noHosts(index: MeshIndex, route: RouteSnapshot): Iterable<CheckFinding> {
  for (const key of route.on ?? []) {
    const gateway = index.gateways.get(key);
    const [written] = gateway?.hosts.length === 0 ? (gateway.writtenHosts ?? []) : [];
    if (written !== undefined) yield ofOthers(index, route, key, written);
  }
}

/** Hosts for which a gateway passes TLS through; all, where it does for none, which is another check's finding. */
function passing(gateway: GatewayFacts, hosts: readonly string[]): readonly string[] {
  const through = hosts.filter((host) => serversOf(gateway, host).some((server) => readBy(server) === 'tls'));
  return through.length > 0 ? through : hosts;
}

/** Names of TLS that none of a gateway's hosts covers. */
function* unknownNames(index: MeshIndex, { on, hosts, match, ...route }: RouteSnapshot): Iterable<CheckFinding> {
  for (const key of on ?? []) {
    const gateway = index.gateways.get(key);
    const served = gateway ? passing(gateway, hosts ?? gateway.hosts) : [];
    const names = match.flatMap(({ sniHosts = [] }) => sniHosts);
    for (const name of gateway ? new Set(names) : []) {
      if (served.some((host) => hostCovers(host, name))) continue;
      yield {
        at: route.at,
        message: `${routeTitle(route)} asks for the TLS name '${name}', which none of its hosts of gateway '${key}' covers.`,
        why: 'The gateway has no server for the name: it ends such connections, and this part of the route is never looked at.',
        hint: `Ask for a name that is one of the hosts ${named(served)} or within a wildcard of them, or add it to the gateway.`,
        related: [{ message: `'${key}' lists its hosts here`, at: index.mesh.places[`gateways/${key}`] }],
      };
    }
  }
}
