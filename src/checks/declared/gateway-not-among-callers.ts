import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { routeTitle } from './walks/wording.ts';

/** A closed list of callers decides to whom subsets are exported; a gateway that routes to the service has to be on it. */
export const gatewayNotAmongCallers = defineCheck({
  code: 'gateway-not-among-callers',
  severity: 'error',
  *find({ index }) {
    for (const route of index.mesh.routes) {
      const service = index.services.get(route.service);
      if (!service || service.callers === 'any') continue;
      const callers = new Set(service.callers.filter(({ kind }) => kind === 'gateway').map(({ key }) => key));
      for (const key of route.on ?? []) {
        const gateway = index.gateways.get(key);
        if (!gateway || callers.has(key)) continue;
        yield {
          at: route.at,
          message: `${routeTitle(route)} is bound to gateway '${key}', which is not among the service's callers.`,
          why: "The list is closed: the service's DestinationRule is exported to its callers only, and the gateway would answer 503 for subsets it cannot see.",
          hint: `Add the gateway to the callers of the service: callers: [${gateway.name}, …].`,
          related: [{ message: 'callers of the service are declared here', at: placeOfService(index, service.key) }],
        };
      }
    }
  },
});
