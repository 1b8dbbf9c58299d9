import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';

/** What is outside of the mesh has no pods there that could call anything. */
export const externalServiceCalls = defineCheck({
  code: 'external-service-calls',
  severity: 'error',
  *find({ index }) {
    for (const service of index.mesh.inventory.services) {
      if (service.callers === 'any') continue;
      for (const { kind, key } of service.callers) {
        const caller = kind === 'service' ? index.services.get(key) : undefined;
        if (!caller?.external) continue;
        yield {
          at: placeOfService(index, service.key),
          message: `Service '${service.key}' names the ExternalService '${key}' among its callers.`,
          why: 'It has no pods in the mesh and no identity: nothing is exported to it, and no proxy of it could ask.',
          hint: 'Name the IngressGateway through which it asks, or take it off the list.',
          related: [{ message: `'${key}' is declared here`, at: placeOfService(index, key) }],
        };
      }
    }
  },
});
