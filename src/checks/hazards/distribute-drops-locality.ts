import { fullHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsOf, regionOf } from './walks/pods.ts';
import { trafficPoliciesOf } from './walks/traffic-policies.ts';

/** A distribution over localities that leaves out one that has pods. */
export const distributeDropsLocality = defineObjectCheck({
  code: 'distribute-drops-locality',
  severity: 'warning',
  *find(world) {
    for (const object of world.ofKind('DestinationRule')) {
      for (const at of trafficPoliciesOf(object.spec)) {
        const distribute = at.policy.loadBalancer?.localityLbSetting?.distribute ?? [];
        if (distribute.length === 0) continue;
        const host = fullHost(object.spec.host, object.namespace);
        const regions = new Set(podsOf(world, host).map((pod) => regionOf(world, pod)));
        for (const [index, { from, to = {} }] of distribute.entries()) {
          const named = Object.keys(to).map((locality) => locality.split('/')[0] ?? '');
          if (named.includes('*')) continue;
          const dropped = [...regions].filter((region) => region !== '' && !named.includes(region)).sort();
          if (dropped.length === 0) continue;
          yield {
            on: object,
            path: [...at.path, 'loadBalancer', 'localityLbSetting', 'distribute', index],
            message: `${objectName(object)} distributes calls from ${from ?? 'anywhere'} over ${Object.keys(to).join(', ') || 'nothing'}; ${host} also has pods in ${dropped.join(' and ')}.`,
            why: 'Endpoints in localities that a distribution does not name get nothing at all, not even when all named ones are down.',
            hint: 'Name every locality that has pods, or use failover instead of distribute.',
          };
        }
      }
    }
  },
});
