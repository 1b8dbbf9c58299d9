import type { HTTPRoute, TrafficPolicy } from '../istio/generated/types/index.ts';
import { policyOf } from '../policies/settings.ts';
import type { Effective } from './precedence.ts';

/** What the settings in force say in an HTTP route: timeout, retries … */
export function routeSettings(effective: Effective): Partial<HTTPRoute> {
  const merged: Record<string, unknown> = {};
  for (const [name, policy] of effective) mergeInto(merged, policyOf(name).lower(policy.settings[name]).route ?? {});
  return merged as Partial<HTTPRoute>;
}

/** What the settings in force say in a DestinationRule, or undefined when they say nothing there. */
export function trafficSettings(effective: Effective): TrafficPolicy | undefined {
  const merged: Record<string, unknown> = {};
  for (const [name, policy] of effective)
    mergeInto(merged, policyOf(name).lower(policy.settings[name]).trafficPolicy ?? {});
  return Object.keys(merged).length === 0 ? undefined : coupleOutliersAndLocality(merged as TrafficPolicy);
}

/**
 * Istio couples two settings that authors mean separately: outlier detection turns locality failover on, and failover
 * does little while only 10 % of the endpoints may be ejected.
 */
function coupleOutliersAndLocality(policy: TrafficPolicy): TrafficPolicy {
  const { outlierDetection, loadBalancer } = policy;
  if (!outlierDetection) return policy;
  if (!loadBalancer?.localityLbSetting) {
    return {
      ...policy,
      loadBalancer: { ...loadBalancer, localityLbSetting: { enabled: false } } as NonNullable<
        TrafficPolicy['loadBalancer']
      >,
    };
  }
  return { ...policy, outlierDetection: { maxEjectionPercent: 100, ...outlierDetection } };
}

/** Every path has one owner, so two fragments meet only in the objects above their leaves. */
function mergeInto(target: Record<string, unknown>, fragment: object): void {
  for (const [key, value] of Object.entries(fragment)) {
    const present = target[key];
    if (isObject(present) && isObject(value)) {
      const copy = { ...present };
      mergeInto(copy, value);
      target[key] = copy;
    } else {
      target[key] = value;
    }
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
