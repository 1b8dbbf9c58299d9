import { isLabelKey, isLabelValue } from '../istio/label-syntax.ts';
import { localityLabels } from '../istio/locality-patterns.ts';
import { listOf, shown, textThat, withoutUndefined } from './judging.ts';
import { definePolicy } from './policy.ts';

/**
 * Labels in order of importance: endpoints that have the same values as the caller come first, those that differ in the
 * first label last. `label=value` asks for that value instead of the caller's. Needs `outlierDetection`, as
 * `localityFailover` does; a list there excludes the labels of region, zone and subzone here.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting-failover_priority
 */
export const failoverPriority = definePolicy<readonly [string, ...string[]]>({
  owns: ['trafficPolicy.loadBalancer.localityLbSetting.failoverPriority'],
  reference:
    'https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting-failover_priority',
  example: ['topology.istio.io/network', 'topology.istio.io/cluster'],
  excludes: {
    localityFailover: (labels, failover) =>
      Array.isArray(failover) && labels.some((label) => localityLabels.has(label)),
  },
  problems: (labels) => {
    const found = listOf(label)(labels, 'failoverPriority');
    const names = found.length > 0 ? [] : labels.map((entry) => entry.split('=')[0] ?? '');
    const twice = names.filter((name, i) => names.indexOf(name) < i);
    return [...found, ...twice.map((name) => `failoverPriority has the label ${shown(name)} twice`)];
  },
  normalise: withoutUndefined,
  lower: (labels) => ({ trafficPolicy: { loadBalancer: { localityLbSetting: { failoverPriority: [...labels] } } } }),
  lift: ({ trafficPolicy }) => {
    const found = trafficPolicy?.loadBalancer?.localityLbSetting?.failoverPriority;
    return found?.length ? (found as readonly [string, ...string[]]) : undefined;
  },
});

const label = textThat((entry) => {
  const [key = '', ...value] = entry.split('=');
  return isLabelKey(key) && value.length < 2 && isLabelValue(value[0] ?? '') ? undefined : 'is no label';
});
