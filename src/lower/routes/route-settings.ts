import type { HTTPRoute } from '../../istio/generated/types/index.ts';
import { isAuthorityHeader } from '../../istio/header-names.ts';
import type { RouteSnapshot, TrafficPolicySnapshot } from '../../model/snapshot-types.ts';
import type { SettingName } from '../../policies/settings.ts';
import { routeSettings } from '../merge.ts';
import type { Effective } from '../precedence.ts';
import { answersItself } from './route-actions.ts';

const own = new WeakMap<RouteSnapshot, TrafficPolicySnapshot>();

/** A route's own settings as a policy that is narrower than all others. */
function policyOfRoute(route: RouteSnapshot): TrafficPolicySnapshot {
  const known = own.get(route);
  if (known) return known;
  const { id, at, service, settings = {} } = route;
  const policy: TrafficPolicySnapshot = { id, at, subject: { kind: 'service', service }, in: undefined, settings };
  own.set(route, policy);
  return policy;
}

const ofPolicies = new WeakMap<Effective, Partial<HTTPRoute>>();

/** Most routes of a port have what the policies say and no more. */
function settingsOf(inForce: Effective): Partial<HTTPRoute> {
  const known = ofPolicies.get(inForce) ?? routeSettings(inForce);
  ofPolicies.set(inForce, known);
  return known;
}

/** What holds for a route: each setting of its own, otherwise that of the policies in force. None on the proxy's answers. */
export function settingsOfRoute(inForce: Effective, route: RouteSnapshot | undefined): Partial<HTTPRoute> {
  if (route && answersItself(route)) return {};
  const settings = ownBefore(inForce, route);
  return route?.rewrite?.authority === undefined ? settings : withoutAuthority(settings);
}

function ownBefore(inForce: Effective, route: RouteSnapshot | undefined): Partial<HTTPRoute> {
  if (!route?.settings) return settingsOf(inForce);
  const policy = policyOfRoute(route);
  const effective = new Map(inForce);
  for (const name of Object.keys(route.settings)) effective.set(name as SettingName, policy);
  return routeSettings(effective);
}

/** Istio takes one new authority: that of the route's rewrite, which is narrower than what policies set for all routes. */
function withoutAuthority(settings: Partial<HTTPRoute>): Partial<HTTPRoute> {
  const { headers, ...others } = settings;
  const request = Object.entries(headers?.request ?? {}).flatMap(([what, names]) => {
    const kept = Array.isArray(names) ? names : Object.entries(names).filter(([name]) => !isAuthorityHeader(name));
    return kept.length === 0 ? [] : [[what, Array.isArray(names) ? kept : Object.fromEntries(kept)]];
  });
  const { request: _, ...more } = headers ?? {};
  const left = { ...more, ...(request.length > 0 && { request: Object.fromEntries(request) }) };
  return Object.keys(left).length === 0 ? others : { ...others, headers: left };
}
