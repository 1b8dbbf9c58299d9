import { fullHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsOf, regionOf } from './walks/pods.ts';
import { trafficPoliciesOf } from './walks/traffic-policies.ts';

/** Outlier detection without a word about localities: it switches the mesh's failover by locality on. */
export const outlierDetectionTurnsOnFailover = defineObjectCheck({
  code: 'outlier-detection-turns-on-failover',
  severity: 'warning',
  *find(world) {
    for (const object of world.ofKind('DestinationRule')) {
      if (world.clusters.get(object.cluster)?.meshConfig.localityLbSetting !== undefined) continue;
      for (const at of trafficPoliciesOf(object.spec)) {
        const { outlierDetection } = at.policy;
        const locality = at.policy.loadBalancer ?? at.inherited.loadBalancer;
        if (!outlierDetection || locality?.localityLbSetting || locality?.zoneAwareLbSetting) continue;
        const host = fullHost(object.spec.host, object.namespace);
        const regions = [...new Set(podsOf(world, host).map((pod) => regionOf(world, pod)))].filter(Boolean).sort();
        if (regions.length < 2) continue;
        yield {
          on: object,
          path: [...at.path, 'outlierDetection'],
          message: `${objectName(object)} sets outlierDetection and no localityLbSetting, and ${host} has pods in ${regions.join(' and ')}.`,
          why: "Outlier detection alone switches Istio's failover by locality on: calls are no longer spread over all pods but stay in the caller's own zone and region.",
          hint: 'Say what is meant: localityLbSetting with enabled: false to spread calls as before, or with a failover.',
        };
      }
    }
  },
});
