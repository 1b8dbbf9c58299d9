import type { PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import { protocolFamily } from '../../istio/protocol.ts';
import { portsOf } from '../../lower/mesh-index.ts';
import { answersItself } from '../../lower/routes/route-actions.ts';
import { listOnMesh, portsForGateway, type RouteList, readsRequests } from '../../lower/routes/route-list.ts';
import { isDefaultRoute } from '../../lower/routes/route-order.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { named, routeTitle } from './walks/wording.ts';

/** A route needs a port of what it looks at: requests, names in TLS, or bytes; on a gateway it has to be clear which. */
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
          : 'Paths and headers exist only in HTTP, names only in TLS, and so does what is done with them: the route would do nothing.',
        hint: hintFor(service, route),
        related: [{ message: 'the ports of the service are declared here', at: placeOfService(index, service.key) }],
      };
    }
  },
});

function problemOf(service: ServiceFacts, route: RouteSnapshot): string | undefined {
  if (isDefaultRoute(route) && !readsRequests(route)) return undefined;
  if (route.on) return answersItself(route) ? undefined : gatewayProblem(service, route);
  const far = service.ports.find(({ name }) => name === route.toPort);
  if (far && protocolFamily(far.protocol) === 'tcp')
    return `sends requests to port '${far.name}' of protocol ${far.protocol}, which is neither HTTP nor TLS`;
  if (route.toPort !== undefined && service.external?.through !== undefined)
    return `has a toPort, and service '${service.key}' is called through an egress gateway, which calls its port of TLS by itself`;
  const list = listOnMesh(service, route);
  const port = service.ports.find(({ name }) => name === route.port);
  if (port) return portProblem(route, port, list);
  // A port that is not declared at all is another check's finding.
  if (route.port !== undefined || portsOf(service, list).length > 0) return undefined;
  return `needs ${NEEDED[list]}, and service '${service.key}' has none`;
}

const NEEDED = { http: 'an HTTP port', tls: 'a port of TLS', tcp: 'a port of TCP' } as const;
const LACKS = { http: 'is not HTTP', tls: 'is not TLS', tcp: 'is not TCP' } as const;

function portProblem(route: RouteSnapshot, { name, protocol }: PortFacts, list: RouteList): string | undefined {
  const family = protocolFamily(protocol);
  if (family !== list) return `names port '${name}' of protocol ${protocol}, which ${LACKS[list]}`;
  const asksForNames = route.match.some(({ sniHosts }) => sniHosts !== undefined);
  return list === 'tls' && !asksForNames
    ? `names port '${name}' of protocol ${protocol} and does not say which names callers ask for there (sniHosts)`
    : undefined;
}

function gatewayProblem(service: ServiceFacts, route: RouteSnapshot): string | undefined {
  const ports = portsForGateway(service, route);
  const port = service.ports.find(({ name }) => name === route.port);
  if (port && !ports.includes(port)) {
    const lack = readsRequests(route) ? 'is not HTTP' : 'is not TLS';
    return `names port '${port.name}' of protocol ${port.protocol}, which ${lack}`;
  }
  if (route.port !== undefined) return undefined;
  if (ports.length === 0)
    return `needs ${readsRequests(route) ? 'an HTTP port' : 'a port'}, and service '${service.key}' has none`;
  const which = ports.every(({ protocol }) => protocolFamily(protocol) === 'http') ? 'HTTP ports' : 'ports';
  const names = ports.map(({ name }) => name);
  return ports.length > 1 ? `does not say which of the ${which} ${named(names)} the gateway is to call` : undefined;
}

function hintFor(service: ServiceFacts, route: RouteSnapshot): string {
  const list = route.on ? undefined : listOnMesh(service, route);
  if (list === 'tls')
    return "Name a port of TLS, and say in 'match' which names callers ask for: sniHosts: ['db.shop.example'].";
  const port = list === 'tcp' ? portsOf(service, 'tcp')[0] : portsForGateway(service, route)[0];
  if (port) return `Name one: port: '${port.name}'.`;
  const tcp = route.on ? '' : " Over TCP a Route without 'match' can split by connection.";
  return `Declare the port with ${list === 'tcp' ? 'a protocol of TCP' : 'an HTTP protocol'}, as its name in the Kubernetes Service must also say.${tcp}`;
}
