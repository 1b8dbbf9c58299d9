import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { numbersWith } from '../walks/routes.ts';
import { acting, judgedOnce } from '../walks/scope.ts';

/** An object uses a field that Istio replaced or ignores. */
export const deprecatedField = defineObjectCheck({
  code: 'deprecated-field',
  severity: 'warning',
  equivalents: ['IST0002'],
  *find(world) {
    const withFault = numbersWith(world, 'fault');
    for (const { object: virtualService, clusters } of withFault.size > 0 ? judgedOnce(world, 'VirtualService') : []) {
      if (!withFault.has(virtualService.number)) continue;
      for (const [index, { fault }] of (virtualService.spec.http ?? []).entries()) {
        if (!((fault?.delay?.percent ?? 0) > 0)) continue;
        yield {
          on: virtualService,
          path: ['spec', 'http', index, 'fault', 'delay', 'percent'],
          clusters,
          message: `${objectName(virtualService)} sets 'percent' of a delay, which is deprecated.`,
          why: 'A later release of Istio will not read it: the delay would then hold for every request.',
          hint: "Write 'percentage: { value: … }' in its place.",
        };
      }
    }
    for (const sidecar of acting(world, 'Sidecar')) {
      if (!sidecar.spec.outboundTrafficPolicy?.egressProxy) continue;
      yield {
        on: sidecar,
        path: ['spec', 'outboundTrafficPolicy', 'egressProxy'],
        message: `${objectName(sidecar)} sets 'egressProxy', which Istio ignores.`,
        why: 'Calls to unknown hosts leave from the sidecar itself and not by way of the egress gateway.',
        hint: 'Declare the hosts with ServiceEntries, and lead them to the gateway with a VirtualService.',
      };
    }
  },
});
