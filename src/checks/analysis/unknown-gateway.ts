import { nearestName } from '../../istio/nearest.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';
import { gatewayKey, gatewaysByKey, isGenerated } from './walks/gateways.ts';

/** A VirtualService is bound to a Gateway that does not exist. */
export const unknownGateway = defineObjectCheck({
  code: 'unknown-gateway',
  severity: 'error',
  equivalents: ['IST0101', 'KIA1102'],
  *find(world) {
    for (const virtualService of acting(world, 'VirtualService')) {
      const known = gatewaysByKey(world, virtualService.cluster);
      for (const [index, name] of (virtualService.spec.gateways ?? []).entries()) {
        if (name === 'mesh' || name === '' || isGenerated(name)) continue;
        const key = gatewayKey(name, virtualService.namespace);
        if (known.has(key)) continue;
        const elsewhere = [...known.keys()].find((other) => other.endsWith(`/${name}`));
        const near = nearestName(key, [...known.keys()]);
        yield {
          on: virtualService,
          path: ['spec', 'gateways', index],
          message: `${objectName(virtualService)} is bound to the Gateway ${key}, which does not exist in the cluster.`,
          why: 'No proxy follows the route: requests for its hosts get 404, or what some other route says.',
          hint:
            elsewhere !== undefined
              ? `A name without a namespace is a Gateway of the object's own: write '${elsewhere}'.`
              : near !== undefined
                ? `Did you mean '${near}'?`
                : "Create the Gateway, or name one that exists as 'namespace/name'.",
        };
      }
    }
  },
});
