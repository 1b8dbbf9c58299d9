import type { ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { callerOf, placeOfService } from './walks/callers.ts';
import { named, routeTitle } from './walks/wording.ts';

/** A mesh-bound route lives in the sidecars of callers; where no caller has one, nothing ever reads it. */
export const routeWithoutEffect = defineCheck({
  code: 'route-without-effect',
  severity: 'warning',
  *find({ index }) {
    for (const [key, routes] of index.routes) {
      const service = index.services.get(key);
      if (!service) continue;
      if (hasSidecarCaller(index, service)) {
        for (const route of routes) yield* strangers(index, service, route);
        continue;
      }
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

/** Callers that a route is for and that never come by it. */
function* strangers(index: MeshIndex, service: ServiceFacts, route: RouteSnapshot): Iterable<CheckFinding> {
  for (const key of route.callers ?? []) {
    const caller = index.services.get(key);
    const known = service.callers === 'any' || service.callers.some((one) => one.kind === 'service' && one.key === key);
    if (caller?.sidecar && known) continue;
    const lack = !caller
      ? `which mesh '${index.mesh.name}' does not declare`
      : known
        ? 'whose pods have no sidecar that would read it'
        : 'which is not among the callers of the service';
    yield {
      at: route.at,
      message: `${routeTitle(route)} is for requests from service '${key}', ${lack}.`,
      why: 'No proxy that reads the route belongs to such a caller: that part of it would change nothing.',
      hint: `Complete the callers of the service, or take '${key}' out of 'from'.`,
      related: [{ message: 'callers of the service are declared here', at: placeOfService(index, service.key) }],
    };
  }
}

function hasSidecarCaller(index: MeshIndex, { callers }: ServiceFacts): boolean {
  if (callers === 'any') return true;
  return callers.some((ref) => {
    const caller = ref.kind === 'service' ? callerOf(index, ref) : undefined;
    return caller !== undefined && 'sidecar' in caller && caller.sidecar;
  });
}
