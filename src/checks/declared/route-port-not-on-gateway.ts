import { serversOf } from '../../lower/routes/route-list.ts';
import { defineCheck } from './check.ts';
import { named, routeTitle } from './walks/wording.ts';

/** `gatewayPort` chooses among the ports that a route's gateways open. */
export const routePortNotOnGateway = defineCheck({
  code: 'route-port-not-on-gateway',
  severity: 'error',
  *find({ index }) {
    for (const route of index.mesh.routes) {
      const asked = new Set(route.match.flatMap(({ gatewayPort }) => gatewayPort ?? []));
      for (const key of route.on ?? []) {
        const gateway = index.gateways.get(key);
        const hosts = route.hosts ?? gateway?.hosts ?? [];
        const serving = hosts.flatMap((host) => (gateway ? serversOf(gateway, host) : []));
        const open = [...new Set(serving.map(({ number }) => number))];
        const forHosts = route.hosts ? ` for ${named(route.hosts)}` : '';
        for (const number of gateway ? asked : []) {
          if (open.includes(number)) continue;
          yield {
            at: route.at,
            message: `${routeTitle(route)} asks for port ${number}, which gateway '${key}' does not open${forHosts}.`,
            why: 'No request comes to the gateway on that port: this part of the route would never be taken.',
            hint: `Ask for one of its ports (${open.join(', ')}), or add the port to the gateway.`,
            related: [{ message: `'${key}' is declared here`, at: index.mesh.places[`gateways/${key}`] }],
          };
        }
      }
    }
  },
});
