import { hostsOverlap } from '../../istio/hosts.ts';
import type { ConfigView } from '../config-view.ts';
import { printRef } from '../objects.ts';
import type { Routed } from '../routed.ts';
import type { GatewayServer } from './gateway-servers.ts';
import { routed, seenAsSent, type Way } from './result.ts';
import { shares } from './shares.ts';
import { type StreamAlternative, type StreamRule, streamRules } from './stream-rules.ts';
import { type Lookup, weighted } from './targets.ts';
import { gatewayVirtualServices } from './virtual-service.ts';

/** A rule by which a gateway carries connections on. */
export interface StreamChain {
  readonly server: GatewayServer;
  readonly rule: StreamRule;
  readonly alternative: StreamAlternative | undefined;
}

/** The first `tcp` rule that serves a server, which then takes all its connections. */
export function tcpChain(view: ConfigView, namespace: string, server: GatewayServer): StreamChain | undefined {
  for (const rule of rulesFor(view, namespace, server, 'tcp')) {
    const alternative = rule.alternatives.find((one) => isForServer(one, server));
    if (alternative || rule.alternatives.length === 0) return { server, rule, alternative };
  }
  return undefined;
}

/** The `tls` rules that serve a server which passes TLS through, one chain for each alternative. */
export function passthroughChains(view: ConfigView, namespace: string, server: GatewayServer): readonly StreamChain[] {
  return rulesFor(view, namespace, server, 'tls').flatMap((rule) =>
    rule.alternatives.filter((one) => isForServer(one, server)).map((alternative) => ({ server, rule, alternative })),
  );
}

function rulesFor(view: ConfigView, namespace: string, server: GatewayServer, list: 'tls' | 'tcp') {
  return gatewayVirtualServices(view, server.gateway, namespace)
    .filter((one) => one.hosts.some((host) => isServed(server, host, one.namespace)))
    .flatMap(({ manifest }) => streamRules(manifest)[list])
    .filter(({ targets }) => targets.length > 0);
}

function isServed({ hosts }: GatewayServer, host: string, namespace: string): boolean {
  return hosts.some((text) => {
    const slash = text.indexOf('/');
    if (slash === -1) return hostsOverlap(text, host);
    return text.slice(0, slash) === namespace && hostsOverlap(text.slice(slash + 1), host);
  });
}

/** Of what a rule asks of its source a gateway looks at the port and its own name alone. */
function isForServer({ source }: StreamAlternative, { port, gateway }: GatewayServer): boolean {
  if (source.port !== undefined && source.port !== port) return false;
  return source.gateways.length === 0 || source.gateways.includes(gateway);
}

export function sendChain(view: ConfigView, way: Way, { server, rule, alternative }: StreamChain, carriesTls: boolean) {
  const { object, list, index, targets } = rule;
  const lookup: Lookup = (host, port) => {
    const service = view.visibleService(host, way.proxy.namespace);
    const single = service?.ports.length === 1 ? service.ports[0]?.number : undefined;
    return { service, port: port ?? single ?? server.port };
  };
  way.trace.step('gateway', `${printRef(object)} ${list}[${index}] takes the connection`, undefined, object);
  const result: Routed = routed(way, {
    protocol: 'tcp',
    applicationTls: carriesTls,
    route: { object, list, index, name: undefined, match: alternative?.index },
    destinations: weighted(shares(targets), lookup, seenAsSent(way.asked)),
  });
  return result;
}
