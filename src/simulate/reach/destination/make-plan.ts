import { isVisibleTo } from '../../../istio/visibility.ts';
import { labelsOf } from '../../client-labels.ts';
import { refOf } from '../../objects.ts';
import type { KnownService } from '../../routed.ts';
import { fields, text } from '../../shape.ts';
import type { Views } from '../../views.ts';
import { effectiveDestinationRule } from '../destination-rule/effective.ts';
import { type EffectivePolicy, effectivePolicy } from '../destination-rule/policy.ts';
import { placeTargets } from '../locality/place.ts';
import { localitySetting } from '../locality/setting.ts';
import { clientTls, onTheWire } from '../tls/client.ts';
import { arrivalOutside, arrivalsAt } from './arrive.ts';
import { choose } from './choose.ts';
import { missingSubset, nothingThere, unknownPort, unknownService } from './failures.ts';
import { passthroughPlan } from './passthrough-plan.ts';
import type { AskedDestination, Plan } from './plan.ts';
import { stickiness } from './sticky.ts';
import { targetsOf } from './targets.ts';

/** Follows one destination from a client's proxy to whatever answers. */
export function makePlan(views: Views, given: AskedDestination): Plan {
  if (given.passthrough) return passthroughPlan(views, given);
  const service = given.service && behindAlias(given, given.service);
  const asked = { ...given, service };
  if (!service) return { ...EMPTY, failure: unknownService(given) };
  const known = service.ports.find(({ number }) => number === asked.port);
  if (!known && !isOutside(service)) return { ...EMPTY, service, failure: unknownPort(asked, service) };
  const { view, proxy, port, subset } = asked;
  const rule = effectiveDestinationRule(view, proxy, service.host, service.namespace);
  const base: Plan = { ...EMPTY, service, rule, ruleObject: rule.rule && refOf(rule.rule.manifest) };
  const wanted = rule.rule?.subsets.find(({ name }) => name === subset);
  if (subset !== undefined && !wanted) return { ...base, failure: missingSubset(asked, service, rule) };
  const policy = effectivePolicy(rule.rule, subset, port);
  const sticky = stickiness(policy);
  if (service.external) return { ...outside(asked, service, base), sticky };
  const chosen = choose(asked, service, wanted?.labels ?? {});
  const together = service.headless && proxy.kind === 'sidecar' ? chosen.all : undefined;
  const tls = clientTls({ view, proxy, service, port, rule: rule.rule, subset, together });
  const locality = localitySetting(view, service, rule.rule, policy);
  const { targets, dropped } = targetsOf(asked, chosen.endpoints, tls);
  const place = { region: proxy.region, zone: proxy.zone ?? '', subzone: '' };
  const placed = placeTargets(targets, locality, { locality: place, labels: labelsOf(proxy) });
  const unjudged = [...chosen.gaps, ...locality.unjudged, ...passthroughBalancing(policy, base)];
  const plan: Plan = { ...base, sticky, tls, locality, unjudged };
  if (placed.length === 0) {
    if (chosen.gaps.length > 0) return plan;
    const failure = nothingThere({ asked, service, chosen, dropped, targets, tls, rule, locality });
    return { ...plan, failure, unjudged: targets.length === 0 ? [] : unjudged };
  }
  const way = { views, asked, tls, met: new Map() };
  return { ...plan, unjudged, arrivals: placed.flatMap((target) => arrivalsAt(way, target)) };
}

const EMPTY: Plan = {
  rule: { rule: undefined, foundIn: undefined },
  ruleObject: undefined,
  service: undefined,
  failure: undefined,
  external: false,
  sticky: undefined,
  tls: undefined,
  locality: undefined,
  arrivals: [],
  unjudged: [],
};

/** An ExternalName Service stands for the service it names, where the proxy knows that. */
function behindAlias({ view, proxy }: AskedDestination, service: KnownService): KnownService {
  if (service.externalName === undefined) return service;
  const target = view.visibleService(service.externalName.toLowerCase(), proxy.namespace);
  return target && target.externalName === undefined && isVisibleTo(target.exportTo, target.namespace, proxy.namespace)
    ? target
    : service;
}

/** A name outside the mesh has whatever ports it has. */
function isOutside(service: KnownService): boolean {
  return service.externalName !== undefined;
}

/** Behind a host outside the mesh nothing is judged; what the proxy sends there is told. */
function outside(asked: AskedDestination, service: KnownService, base: Plan): Plan {
  const { view, proxy, port, subset, applicationTls } = asked;
  const tls = clientTls({ view, proxy, service, port, rule: base.rule.rule, subset });
  return {
    ...base,
    external: true,
    tls,
    arrivals: [arrivalOutside(proxy, onTheWire(tls.wire ?? 'plaintext', applicationTls))],
  };
}

function passthroughBalancing(policy: EffectivePolicy, { ruleObject }: Plan): readonly string[] {
  if (text(fields(policy.loadBalancer).simple) !== 'PASSTHROUGH' || !ruleObject) return [];
  return [
    `DestinationRule ${ruleObject.namespace}/${ruleObject.name} balances by PASSTHROUGH, which is not modelled: the address that the client resolved decides.`,
  ];
}
