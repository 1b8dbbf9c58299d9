import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { trafficPoliciesOf, wantsFailover } from './walks/traffic-policies.ts';

/** Failover where no outlier detection is in force. Istio warns of it at the level of the host only. */
export const failoverNeverTriggers = defineObjectCheck({
  code: 'failover-never-triggers',
  severity: 'warning',
  *find(world) {
    for (const { object, clusters } of world.distinctOf('DestinationRule')) {
      for (const at of trafficPoliciesOf(object.spec)) {
        if (at.level === 'host' && at.subset === undefined) continue; // the webhook's own warning
        if (!wantsFailover(at) || at.policy.outlierDetection || at.inherited.outlierDetection) continue;
        const elsewhere = at.level === 'port' && object.spec.trafficPolicy?.outlierDetection;
        yield {
          on: object,
          clusters,
          path: [...at.path, 'loadBalancer', 'localityLbSetting'],
          message: `${objectName(object)} asks for failover ${placeOf(at)}, where no outlierDetection is in force${elsewhere ? ': the one of the host does not reach a port with settings of its own' : ''}.`,
          why: 'Without outlier detection no endpoint ever counts as unhealthy because of failing calls, so nothing fails over; and settings of a port replace all of the host’s.',
          hint: `Set outlierDetection beside it, in the same ${at.level === 'port' ? 'portLevelSettings' : 'trafficPolicy'}.`,
        };
      }
    }
  },
});

function placeOf({ port, subset }: { readonly port: number | undefined; readonly subset: string | undefined }): string {
  const of = subset === undefined ? '' : ` of subset '${subset}'`;
  return port === undefined ? `for${of.replace(' of', '')}` : `for port ${port}${of}`;
}
