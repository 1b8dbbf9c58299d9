import type { ServiceFacts } from '../../istio/inventory.ts';
import { portsOf } from '../../lower/mesh-index.ts';
import { answersItself } from '../../lower/route-actions.ts';
import { isDefaultRoute } from '../../lower/route-order.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { named, routeTitle } from './walks/wording.ts';

/** A route that looks at requests needs an HTTP port, and on a gateway it has to be clear which. */
export const routeNeedsPort = defineCheck({
  code: 'route-needs-port',
  severity: 'error',
  *find({ index }) {
    for (const route of index.mesh.routes) {
      const service = index.services.get(route.service);
      const problem = service && problemOf(service, route);
      if (!service || !problem) continue;
      yield {
        at: route.at,
        message: `${routeTitle(route)} ${problem}.`,
        why: route.on
          ? 'The gateway would not know where to send requests, and the route would be left out of it.'
          : 'Paths and headers exist only in HTTP, and so does what is done with them: the route would do nothing.',
        hint: hintFor(service, route),
        related: [{ message: 'the ports of the service are declared here', at: placeOfService(index, service.key) }],
      };
    }
  },
});

/** What a route asks or does that only HTTP has; a split alone is also for connections. */
function isForHttp(route: RouteSnapshot): boolean {
  const { redirect, directResponse, rewrite, headers, versionHeaders, mirrors, settings } = route;
  const actions = [redirect, directResponse, rewrite, headers, versionHeaders, mirrors, settings];
  return !isDefaultRoute(route) || actions.some((action) => action !== undefined);
}

function problemOf(service: ServiceFacts, route: RouteSnapshot): string | undefined {
  if (!isForHttp(route) || (route.on && answersItself(route))) return undefined;
  const http = portsOf(service, 'http').map(({ name }) => name);
  const port = service.ports.find(({ name }) => name === route.port);
  if (port)
    return http.includes(port.name)
      ? undefined
      : `names port '${port.name}' of protocol ${port.protocol}, which is not HTTP`;
  // A port that is not declared at all is another check's finding.
  if (route.port !== undefined) return undefined;
  if (http.length === 0) return `needs an HTTP port, and service '${service.key}' has none`;
  return route.on && http.length > 1
    ? `does not say which of the HTTP ports ${named(http)} the gateway is to call`
    : undefined;
}

function hintFor(service: ServiceFacts, route: RouteSnapshot): string {
  const http = portsOf(service, 'http')[0];
  if (http) return `Name one: port: '${http.name}'.`;
  const tcp = route.on ? '' : " Over TCP a Route without 'match' can split by connection.";
  return `Declare the port with an HTTP protocol, as its name in the Kubernetes Service must also say.${tcp}`;
}
