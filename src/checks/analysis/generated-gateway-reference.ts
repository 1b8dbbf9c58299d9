import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';
import { isGenerated } from './walks/gateways.ts';

/** A VirtualService is bound to a Gateway that istiod makes up for the Kubernetes Gateway API. */
export const generatedGatewayReference = defineObjectCheck({
  code: 'generated-gateway-reference',
  severity: 'warning',
  equivalents: ['IST0165'],
  *find(world) {
    for (const virtualService of acting(world, 'VirtualService')) {
      for (const [index, name] of (virtualService.spec.gateways ?? []).entries()) {
        if (!isGenerated(name)) continue;
        yield {
          on: virtualService,
          path: ['spec', 'gateways', index],
          message: `${objectName(virtualService)} is bound to '${name}', a Gateway that istiod generates.`,
          why: 'Such names belong to the inside of istiod and may change with any release: the route would then be bound to nothing.',
          hint: 'Route with an HTTPRoute of the Kubernetes Gateway API, or bind to a Gateway of Istio of your own.',
        };
      }
    }
  },
});
