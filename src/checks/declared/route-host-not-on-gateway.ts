import { nearestName } from '../../istio/nearest.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { named, routeTitle } from './walks/wording.ts';

/** `hosts` chooses among the hosts of the gateways a route is bound to. */
export const routeHostNotOnGateway = defineCheck({
  code: 'route-host-not-on-gateway',
  severity: 'error',
  *find({ index }) {
    for (const route of index.mesh.routes) {
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
