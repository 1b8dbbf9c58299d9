import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { trafficPoliciesOf, wantsFailover } from './walks/traffic-policies.ts';

/** What Envoy takes when maxEjectionPercent is not set. */
const DEFAULT_LIMIT = 10;

/** Failover whose outlier detection may not eject a whole region. */
export const ejectionLimitDefeatsFailover = defineObjectCheck({
  code: 'ejection-limit-defeats-failover',
  severity: 'warning',
  *find(world) {
    for (const { object, clusters } of world.distinctOf('DestinationRule')) {
      for (const at of trafficPoliciesOf(object.spec)) {
        const own = at.policy.outlierDetection;
        const outlierDetection = own ?? at.inherited.outlierDetection;
        const limit = outlierDetection?.maxEjectionPercent ?? DEFAULT_LIMIT;
        if (!wantsFailover(at) || !outlierDetection || limit >= 100) continue;
        const said = outlierDetection.maxEjectionPercent === undefined ? `Envoy's default` : 'maxEjectionPercent';
        yield {
          on: object,
          clusters,
          path: [...at.path, ...(own ? ['outlierDetection'] : ['loadBalancer'])],
          message: `${objectName(object)} asks for failover and lets only ${limit} % of the endpoints be ejected (${said}).`,
          why: 'When a region dies, most of its endpoints stay in use: calls to them go on failing instead of going to the other region.',
          hint: 'Set maxEjectionPercent: 100.',
        };
      }
    }
  },
});
