import type { ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import { defineCheck } from './check.ts';
import { callerOf, placeOfService } from './walks/callers.ts';
import { named, routeTitle } from './walks/wording.ts';

/** A mesh-bound route lives in the sidecars of callers; where no caller has one, nothing ever reads it. */
export const routeWithoutEffect = defineCheck({
  code: 'route-without-effect',
  severity: 'warning',
  *find({ index }) {
    for (const [key, routes] of index.routes) {
      const service = index.services.get(key);
      if (!service || hasSidecarCaller(index, service)) continue;
      const gateways =
        service.callers === 'any'
          ? []
          : service.callers.filter(({ kind }) => kind === 'gateway').map((caller) => caller.key);
      for (const route of routes.filter(({ on }) => on === undefined)) {
        yield {
          at: route.at,
          message: `${routeTitle(route)} is bound to the mesh, and no declared caller of the service has a sidecar that would read it.`,
          why: 'Gateways use only routes bound to them, and pods without a sidecar use none: the route would change nothing.',
          hint:
            gateways.length > 0
              ? `Bind it to the gateways that call the service (${named(gateways)}) with 'on'.`
              : 'Complete the callers of the service, or remove the route.',
          related: [{ message: 'callers of the service are declared here', at: placeOfService(index, key) }],
        };
      }
    }
  },
});

function hasSidecarCaller(index: MeshIndex, { callers }: ServiceFacts): boolean {
  if (callers === 'any') return true;
  return callers.some((ref) => {
    const caller = ref.kind === 'service' ? callerOf(index, ref) : undefined;
    return caller !== undefined && 'sidecar' in caller && caller.sidecar;
  });
}
