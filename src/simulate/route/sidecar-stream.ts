import { bitsInCommon } from '../../istio/subnets.ts';
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
  /** Empty: all addresses. */
  readonly subnets: readonly string[];
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
  const chosen = bySni(byAddress(chains, way.asked.address), ({ sniHosts }) => sniHosts, way.asked.sni);
  if (!chosen) return undefined;
  const { service, rule } = chosen;
  way.trace.step('client', told(chosen), () => notTaken(rules, chosen, source), rule?.object);
  const stream = {
    protocol: 'tcp' as const,
    unjudged: [...way.unjudged, ...bySubnet(rules, source, way.asked.address)],
  };
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
  const plain = { service, rule: undefined, alternative: undefined, subnets: [] };
  if (!isTls(egress, service, source.port)) return byRules(service, rules, source);
  let subnets: readonly string[] = [];
  const byRule = rules.flatMap((rule) =>
    rule.alternatives
      .filter((one) => isForStream(one.source, source))
      .map((alternative) => {
        // Istio hands the addresses of one alternative on to those behind it that have none.
        if (alternative.subnets.length > 0) subnets = alternative.subnets;
        return { service, rule, alternative, sniHosts: alternative.sniHosts, subnets };
      }),
  );
  return byRule.length > 0 ? byRule : [{ ...plain, sniHosts: hasAddress(service) ? [] : [service.host] }];
}

/** Rules for some addresses, and the first for all: without `match`, or with an alternative for this proxy without addresses. */
function byRules(service: KnownService, rules: readonly StreamRule[], source: Source): readonly Chain[] {
  const chains: Chain[] = [];
  for (const rule of rules) {
    const fitting = rule.alternatives.filter((one) => isForStream(one.source, source));
    const wide = fitting.find(({ subnets }) => subnets.length === 0);
    if (wide || rule.alternatives.length === 0)
      return [...chains, { service, rule, alternative: wide, sniHosts: [], subnets: [] }];
    const subnets = fitting.flatMap((one) => one.subnets);
    if (subnets.length > 0) chains.push({ service, rule, alternative: fitting[0], sniHosts: [], subnets });
  }
  return [...chains, { service, rule: undefined, alternative: undefined, sniHosts: [], subnets: [] }];
}

/** A proxy looks at the address first: at what is there for the narrowest network that it is in, and at nothing else. */
function byAddress(chains: readonly Chain[], address: string | undefined): readonly Chain[] {
  if (chains.every(({ subnets }) => subnets.length === 0)) return chains;
  const wide = chains.filter(({ subnets }) => subnets.length === 0);
  if (address === undefined) return wide.length > 0 ? wide : chains;
  const bits = ({ subnets }: Chain) => Math.max(...subnets.map((subnet) => bitsInCommon(address, subnet) ?? -1), -1);
  const most = Math.max(...chains.map(bits));
  return most < 0 ? wide : chains.filter((chain) => bits(chain) === most);
}

/** Rules that ask for addresses where nobody says which is called. */
function bySubnet(rules: readonly StreamRule[], source: Source, address: string | undefined): readonly string[] {
  if (address !== undefined) return [];
  return rules
    .filter(({ alternatives }) => alternatives.some((one) => one.subnets.length > 0 && isForStream(one.source, source)))
    .map(
      ({ object, list, index }) =>
        `${printRef(object)} ${list}[${index}] asks for destinationSubnets; which address is called is not said, and the rule is left aside`,
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
