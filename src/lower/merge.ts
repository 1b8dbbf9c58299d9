import type { HTTPRoute, PortTrafficPolicy, TrafficPolicy } from '../istio/generated/types/index.ts';
import type { TrafficPolicySnapshot } from '../model/snapshot-types.ts';
import type { Fragment } from '../policies/policy.ts';
import { placeOf, policyOf, type SettingName } from '../policies/settings.ts';
import type { Effective } from './precedence.ts';

/** What the settings in force say in an HTTP route: timeout, retries … */
export function routeSettings(effective: Effective): Partial<HTTPRoute> {
  const merged: Record<string, unknown> = {};
  for (const [name, policy] of effective) {
    const { route } = fragmentOf(name, policy);
    if (route) mergeInto(merged, route);
  }
  return merged as Partial<HTTPRoute>;
}

/** What the settings in force say in a DestinationRule, or undefined when they say nothing there. */
export function trafficSettings(effective: Effective): TrafficPolicy | undefined {
  const merged: Record<string, unknown> = {};
  for (const [name, policy] of effective) {
    const { trafficPolicy } = fragmentOf(name, policy);
    if (trafficPolicy) mergeInto(merged, trafficPolicy);
  }
  return Object.keys(merged).length === 0 ? undefined : coupleOutliersAndLocality(merged as TrafficPolicy);
}

/**
 * The same for one port: Istio has only some of the blocks there. Undefined too where no policy is about the port itself,
 * since what is wider holds without being repeated.
 */
export function portSettings(effective: Effective): Omit<PortTrafficPolicy, 'port'> | undefined {
  const own = [...effective].some(([name, { subject }]) => subject.kind === 'port' && placeOf(name) === 'port');
  const { proxyProtocol, retryBudget, tunnel, ...policy } = (own && trafficSettings(effective)) || {};
  return own ? policy : undefined;
}

/** What a subset does not inherit from its host, so that every subset has to repeat it. */
export function subsetSettings(effective: Effective): TrafficPolicy | undefined {
  const tunnel = trafficSettings(effective)?.tunnel;
  return tunnel && { tunnel };
}

const fragments = new WeakMap<TrafficPolicySnapshot, Partial<Record<SettingName, Fragment>>>();

/** A policy's setting is lowered once, however many services and clusters it reaches. */
function fragmentOf(name: SettingName, policy: TrafficPolicySnapshot): Fragment {
  let known = fragments.get(policy);
  if (!known) {
    known = {};
    fragments.set(policy, known);
  }
  known[name] ??= policyOf(name).lower(policy.settings[name]);
  return known[name];
}

/**
 * Istio couples two settings that authors mean separately: outlier detection turns locality failover on, and failover
 * does little while only 10 % of the endpoints may be ejected. A distribution over localities knows no failover; balancing by
 * zones takes the place of both.
 */
function coupleOutliersAndLocality(policy: TrafficPolicy): TrafficPolicy {
  const { outlierDetection, loadBalancer } = policy;
  if (!outlierDetection) return policy;
  const zones = loadBalancer?.zoneAwareLbSetting;
  if (zones) return zones.enabled === false ? policy : withAllEjectable(policy, outlierDetection);
  if (!loadBalancer?.localityLbSetting) {
    return {
      ...policy,
      loadBalancer: { ...loadBalancer, localityLbSetting: { enabled: false } } as NonNullable<
        TrafficPolicy['loadBalancer']
      >,
    };
  }
  if (loadBalancer.localityLbSetting.distribute) return policy;
  return withAllEjectable(policy, outlierDetection);
}

function withAllEjectable(
  policy: TrafficPolicy,
  outlierDetection: NonNullable<TrafficPolicy['outlierDetection']>,
): TrafficPolicy {
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
