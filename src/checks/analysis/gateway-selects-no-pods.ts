import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';
import { podsOfGateway } from './walks/gateways.ts';
import { printLabels } from './walks/wording.ts';

/** A Gateway is for pods with labels that none has. */
export const gatewaySelectsNoPods = defineObjectCheck({
  code: 'gateway-selects-no-pods',
  severity: 'error',
  equivalents: ['IST0101', 'KIA0302'],
  *find(world) {
    if (!world.facts.complete) return;
    for (const gateway of acting(world, 'Gateway')) {
      const selector = gateway.spec.selector ?? {};
      if (Object.keys(selector).length === 0 || podsOfGateway(world, gateway).length > 0) continue;
      yield {
        on: gateway,
        path: ['spec', 'selector'],
        message: `${objectName(gateway)} selects pods with ${printLabels(selector)}, and there are none.`,
        why: 'Nobody opens its ports: connections to its hosts are refused, and routes bound to it are never asked.',
        hint: "Use the labels of the gateway's pods: 'istio: ingressgateway' where it was installed by istioctl, 'istio: ingress' or the name of the release where it was installed by Helm.",
      };
    }
  },
});
