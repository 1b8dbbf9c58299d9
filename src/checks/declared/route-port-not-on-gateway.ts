import { defineCheck } from './check.ts';
import { routeTitle } from './walks/wording.ts';

/** `gatewayPort` chooses among the ports that a route's gateways open. */
export const routePortNotOnGateway = defineCheck({
  code: 'route-port-not-on-gateway',
  severity: 'error',
  *find({ index }) {
    for (const route of index.mesh.routes) {
      const asked = new Set(route.match.flatMap(({ gatewayPort }) => gatewayPort ?? []));
      for (const key of route.on ?? []) {
        const gateway = index.gateways.get(key);
        const open = gateway?.servers.map(({ number }) => number) ?? [];
        for (const number of gateway ? asked : []) {
          if (open.includes(number)) continue;
          yield {
            at: route.at,
            message: `${routeTitle(route)} asks for port ${number}, which gateway '${key}' does not open.`,
            why: 'No request comes to the gateway on that port: this part of the route would never be taken.',
            hint: `Ask for one of its ports (${open.join(', ')}), or add the port to the gateway.`,
            related: [{ message: `'${key}' is declared here`, at: index.mesh.places[`gateways/${key}`] }],
          };
        }
      }
    }
  },
});
