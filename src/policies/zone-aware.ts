import { isLabelKey, isLabelValue } from '../istio/label-syntax.ts';
import { localityLabels } from '../istio/locality-patterns.ts';
import { fields, isObject, listOf, notEmpty, shown, textThat, wholeNumber, withoutUndefined } from './judging.ts';
import { type RegionFailover, regionFailover } from './locality-failover.ts';
import { definePolicy } from './policy.ts';

export interface ZoneAwareOptions {
  /** Regions that take over when the caller's has too few healthy endpoints. Default: all others alike. */
  readonly failover?: readonly [RegionFailover, ...RegionFailover[]];
  /** Labels in order of importance, before the region counts; none of region, zone and subzone. Default: none. */
  readonly failoverPriority?: readonly [string, ...string[]];
  /** Endpoints below which zones play no part, 1 or more. Default 6. */
  readonly minClusterSize?: number;
}

/**
 * Keeps calls in the caller's zone as far as the zone's endpoints can bear them, and in its region while it is healthy.
 * `true` by itself; `false` switches off what the mesh sets. Needs Istio 1.31, and proxies that find out about themselves:
 * `ISTIO_META_ENABLE_SELF_DISCOVERY: 'true'` in `proxyMetadata`; without it regions alone count. Excludes
 * `localityFailover`, `failoverPriority` and `localityDistribute`. Moving to another region needs `outlierDetection`, whose
 * `maxEjectionPercent` is then 100 unless you set it.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ZoneAwareLoadBalancerSetting
 */
export const zoneAware = definePolicy<boolean | ZoneAwareOptions>({
  owns: ['trafficPolicy.loadBalancer.zoneAwareLbSetting'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ZoneAwareLoadBalancerSetting',
  example: { failover: [{ from: 'eu-west-1', to: 'us-east-1' }], minClusterSize: 3 },
  excludes: { localityFailover: () => true, failoverPriority: () => true, localityDistribute: () => true },
  problems: (options: unknown) => {
    if (typeof options === 'boolean') return [];
    if (!isObject(options)) return [`zoneAware must be true, false or an object, not ${shown(options)}`];
    const found = judge(options, 'zoneAware');
    return found.length > 0 ? found : twice(options as ZoneAwareOptions);
  },
  normalise: withoutUndefined,
  lower: (options) => {
    const own = typeof options === 'boolean' ? { enabled: options } : { enabled: true, ...withoutUndefined(options) };
    return { trafficPolicy: { loadBalancer: { zoneAwareLbSetting: own } } };
  },
  lift: ({ trafficPolicy }) => {
    const found = trafficPolicy?.loadBalancer?.zoneAwareLbSetting;
    if (!found) return undefined;
    const { enabled = true, ...options } = found;
    return enabled === true && Object.keys(options).length > 0 ? (options as ZoneAwareOptions) : enabled !== false;
  },
});

const label = textThat((entry) => {
  const [key = '', ...value] = entry.split('=');
  if (!isLabelKey(key) || value.length > 1 || !isLabelValue(value[0] ?? '')) return 'is no label';
  return localityLabels.has(key) ? 'is a label of the locality, which counts by itself' : undefined;
});

const judge = fields(
  { failover: listOf(regionFailover), failoverPriority: listOf(label), minClusterSize: wholeNumber(1) },
  notEmpty,
);

function twice({ failover, failoverPriority }: ZoneAwareOptions): readonly string[] {
  const repeated = (names: readonly string[]) => names.filter((name, i) => names.indexOf(name) < i);
  const labels = (failoverPriority ?? []).map((entry) => entry.split('=')[0] ?? '');
  return [
    ...repeated((failover ?? []).map(({ from }) => from)).map(
      (from) => `zoneAware.failover has two rules from '${from}'`,
    ),
    ...repeated(labels).map((name) => `zoneAware.failoverPriority has the label ${shown(name)} twice`),
  ];
}
