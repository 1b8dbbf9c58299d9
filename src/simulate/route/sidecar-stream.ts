import type { ConfigView } from '../config-view.ts';
import { printRef } from '../objects.ts';
import type { KnownService, Routed } from '../routed.ts';
import { isForStream, type Source, whyNotFor } from './choose.ts';
import { everythingTo, routed, seenAsSent, type Way } from './result.ts';
import { shares } from './shares.ts';
import type { EgressListener, SidecarScope } from './sidecar-scope.ts';
import { destinationService } from './sidecar-services.ts';
import { speakingOf } from './sidecar-virtual-services.ts';
import { bySni } from './sni.ts';
import { type StreamAlternative, type StreamRule, streamRules } from './stream-rules.ts';
import { type Lookup, weighted } from './targets.ts';

interface Chosen {
  readonly rule: StreamRule;
  readonly alternative: StreamAlternative | undefined;
}

/** Where a sidecar sends a connection to a service that it takes for TCP or TLS. Undefined: no rule takes its SNI. */
export function sendStream(
  view: ConfigView,
  scope: SidecarScope,
  listener: EgressListener,
  service: KnownService,
  way: Way,
  source: Source,
  isTls: boolean,
): Routed | undefined {
  const speaking = speakingOf(view, scope, listener, service.host);
  const rules = speaking.flatMap(({ manifest }) => streamRules(manifest)[isTls ? 'tls' : 'tcp']);
  const unjudged = [...way.unjudged, ...bySubnet(rules, source)];
  const chosen = isTls ? byName(rules, source, way.asked.sni) : firstFitting(rules, source);
  if (chosen === 'none fits the SNI') return undefined;
  way.trace.step('client', told(service, chosen, isTls), () => notTaken(rules, chosen, source), chosen?.rule.object);
  const stream = { protocol: 'tcp' as const, unjudged };
  if (!chosen) {
    const only = service.ports.length === 1 ? service.ports[0]?.number : undefined;
    return routed(way, { ...stream, destinations: [everythingTo(service, only ?? source.port)] });
  }
  const lookup: Lookup = (host, port) => {
    const known = destinationService(view, scope, listener, host, port ?? source.port);
    const single = known?.ports.length === 1 ? known.ports[0]?.number : undefined;
    return { service: known, port: port ?? single ?? source.port };
  };
  return routed(way, {
    ...stream,
    route: taken(chosen),
    destinations: weighted(shares(chosen.rule.targets), lookup, seenAsSent(way.asked)),
  });
}

export function taken({ rule, alternative }: Chosen): NonNullable<Routed['route']> {
  const { object, list, index } = rule;
  return { object, list, index, name: undefined, match: alternative?.index };
}

/** The first rule without `match` or with an alternative for this proxy, as far as addresses are left aside. */
function firstFitting(rules: readonly StreamRule[], source: Source): Chosen | undefined {
  for (const rule of rules) {
    if (rule.targets.length === 0) continue;
    if (rule.alternatives.length === 0) return { rule, alternative: undefined };
    const alternative = rule.alternatives.find((one) => one.subnets.length === 0 && isForStream(one.source, source));
    if (alternative) return { rule, alternative };
  }
  return undefined;
}

/** The alternative with the most specific server name, wherever it stands. Undefined: no alternative is for this proxy. */
function byName(
  rules: readonly StreamRule[],
  source: Source,
  sni: string | undefined,
): Chosen | 'none fits the SNI' | undefined {
  const chains = rules.flatMap((rule) =>
    rule.targets.length === 0
      ? []
      : rule.alternatives
          .filter((one) => isForStream(one.source, source))
          .map((alternative) => ({ rule, alternative })),
  );
  if (chains.length === 0) return undefined;
  return bySni(chains, ({ alternative }) => alternative.sniHosts, sni) ?? 'none fits the SNI';
}

function bySubnet(rules: readonly StreamRule[], source: Source): readonly string[] {
  return rules
    .filter(({ alternatives }) => alternatives.some((one) => one.subnets.length > 0 && isForStream(one.source, source)))
    .map(
      ({ object, list, index }) =>
        `${printRef(object)} ${list}[${index}] asks for destinationSubnets; addresses are not modelled, and the rule is left aside`,
    );
}

function told({ host }: KnownService, chosen: Chosen | undefined, isTls: boolean): string {
  if (!chosen) return `no rule for ${isTls ? 'TLS' : 'TCP'} to ${host}: it goes to the service's port`;
  return `${printRef(chosen.rule.object)} ${chosen.rule.list}[${chosen.rule.index}] decides for ${host}`;
}

function notTaken(rules: readonly StreamRule[], chosen: Chosen | undefined, source: Source): readonly string[] {
  const notes: string[] = [];
  for (const rule of rules) {
    if (rule === chosen?.rule) break;
    const name = `${rule.list}[${rule.index}] of ${printRef(rule.object)}`;
    const first = rule.alternatives[0];
    if (!first) notes.push(`${name} has no match`);
    else if (isForStream(first.source, source)) notes.push(`${name} wants ${first.sniHosts.join(', ') || 'addresses'}`);
    else notes.push(`${name} ${whyNotFor(first.source, source)}`);
  }
  return notes;
}
