import { printRef } from '../objects.ts';
import type { KnownService, Routed } from '../routed.ts';
import { isForStream, type Source, whyNotFor } from './choose.ts';
import { everythingTo, routed, seenAsSent, type Way } from './result.ts';
import { shares } from './shares.ts';
import type { Egress } from './sidecar-scope.ts';
import { destinationService, hasAddress, portOf } from './sidecar-services.ts';
import { speakingOf } from './sidecar-virtual-services.ts';
import { bySni } from './sni.ts';
import { type StreamAlternative, type StreamRule, streamRules } from './stream-rules.ts';
import { type Lookup, weighted } from './targets.ts';

/** What a listener does with some connections: those for a server name, or any. */
interface Chain {
  readonly service: KnownService;
  readonly sniHosts: readonly string[];
  /** Undefined: no rule, so it goes to the service's port. */
  readonly rule: StreamRule | undefined;
  readonly alternative: StreamAlternative | undefined;
}

/**
 * Where a sidecar sends a connection that it takes for TCP or TLS. `services`: the one whose address was called, or all
 * that share a listener because they have no address. Undefined: none of them takes it.
 */
export function sendStream(
  egress: Egress,
  services: readonly KnownService[],
  way: Way,
  source: Source,
): Routed | undefined {
  const rules = services.flatMap((service) => rulesFor(egress, service, source));
  const chains = services.flatMap((service) => chainsFor(egress, service, source));
  const chosen = bySni(chains, ({ sniHosts }) => sniHosts, way.asked.sni);
  if (!chosen) return undefined;
  const { service, rule } = chosen;
  way.trace.step('client', told(chosen), () => notTaken(rules, chosen, source), rule?.object);
  const stream = { protocol: 'tcp' as const, unjudged: [...way.unjudged, ...bySubnet(rules, source)] };
  if (!rule) {
    const only = service.ports.length === 1 ? service.ports[0]?.number : undefined;
    return routed(way, { ...stream, destinations: [everythingTo(service, only ?? source.port)] });
  }
  const lookup: Lookup = (host, port) => {
    const known = destinationService(egress, host, port ?? source.port);
    const single = known?.ports.length === 1 ? known.ports[0]?.number : undefined;
    return { service: known, port: port ?? single ?? source.port };
  };
  const { object, list, index } = rule;
  return routed(way, {
    ...stream,
    route: { object, list, index, name: undefined, match: chosen.alternative?.index },
    destinations: weighted(shares(rule.targets), lookup, seenAsSent(way.asked)),
  });
}

function isTls({ listener }: Egress, service: KnownService, port: number): boolean {
  const protocol = listener.port?.protocol ?? portOf(service, port)?.protocol;
  return protocol === 'TLS' || protocol === 'HTTPS';
}

function rulesFor(egress: Egress, service: KnownService, source: Source): readonly StreamRule[] {
  const list = isTls(egress, service, source.port) ? 'tls' : 'tcp';
  return speakingOf(egress, service.host)
    .flatMap(({ manifest }) => streamRules(manifest)[list])
    .filter(({ targets }) => targets.length > 0);
}

function chainsFor(egress: Egress, service: KnownService, source: Source): readonly Chain[] {
  const rules = rulesFor(egress, service, source);
  const plain = { service, rule: undefined, alternative: undefined };
  if (!isTls(egress, service, source.port)) return [{ ...plain, sniHosts: [], ...firstFitting(rules, source) }];
  const byRule = rules.flatMap((rule) =>
    rule.alternatives
      .filter((one) => isForStream(one.source, source))
      .map((alternative) => ({ service, rule, alternative, sniHosts: alternative.sniHosts })),
  );
  return byRule.length > 0 ? byRule : [{ ...plain, sniHosts: hasAddress(service) ? [] : [service.host] }];
}

/** The first rule without `match` or with an alternative for this proxy, as far as addresses are left aside. */
function firstFitting(rules: readonly StreamRule[], source: Source): Partial<Chain> {
  for (const rule of rules) {
    if (rule.alternatives.length === 0) return { rule };
    const alternative = rule.alternatives.find((one) => one.subnets.length === 0 && isForStream(one.source, source));
    if (alternative) return { rule, alternative };
  }
  return {};
}

function bySubnet(rules: readonly StreamRule[], source: Source): readonly string[] {
  return rules
    .filter(({ alternatives }) => alternatives.some((one) => one.subnets.length > 0 && isForStream(one.source, source)))
    .map(
      ({ object, list, index }) =>
        `${printRef(object)} ${list}[${index}] asks for destinationSubnets; addresses are not modelled, and the rule is left aside`,
    );
}

function told({ service: { host }, rule }: Chain): string {
  return rule
    ? `${printRef(rule.object)} ${rule.list}[${rule.index}] decides for ${host}`
    : `no tcp or tls rule decides for ${host}: it goes to the service's port`;
}

function notTaken(rules: readonly StreamRule[], chosen: Chain, source: Source): readonly string[] {
  const notes: string[] = [];
  for (const rule of rules) {
    if (rule === chosen.rule) break;
    const name = `${rule.list}[${rule.index}] of ${printRef(rule.object)}`;
    const first = rule.alternatives[0];
    if (!first) notes.push(`${name} has no match`);
    else if (isForStream(first.source, source)) notes.push(`${name} wants ${first.sniHosts.join(', ') || 'addresses'}`);
    else notes.push(`${name} ${whyNotFor(first.source, source)}`);
  }
  return notes;
}
