import { hostsOverlap } from '../../istio/hosts.ts';
import type { ConfigView } from '../config-view.ts';
import { printRef } from '../objects.ts';
import type { ClientProxy } from '../routed.ts';
import { inShort } from './choose.ts';
import { commonHosts, type GatewayCandidate, type GatewayHost } from './gateway-hosts.ts';
import type { GatewayServer } from './gateway-servers.ts';
import { httpRules } from './http-rules.ts';
import type { Way } from './result.ts';
import { nearness, virtualServices } from './virtual-service.ts';

/** For a trace: why the routes before the one taken do not fit, and which VirtualServices are not asked. */
export function gatewayNotes(
  view: ConfigView,
  { proxy, asked }: Way,
  servers: readonly GatewayServer[],
  host: GatewayHost,
  chosen: GatewayCandidate | undefined,
): readonly string[] {
  const notes: string[] = [];
  for (const one of host.candidates) {
    if (one === chosen) break;
    const why = one.alternative.conditions.find((condition) => !condition.holds(asked))?.why(asked) ?? 'comes later';
    notes.push(`${inShort(one.rule, one.alternative)} of ${printRef(one.by.ref)} ${why}`);
  }
  const owners = new Set(host.candidates.map(({ by }) => by));
  return [...notes, ...unservedNotes(view, proxy, servers, host.host, (one) => owners.has(one))];
}

/** VirtualServices with a host that are not served at these servers, and why. */
export function unservedNotes(
  view: ConfigView,
  proxy: ClientProxy,
  servers: readonly GatewayServer[],
  host: string,
  isServed: (one: ReturnType<typeof virtualServices>[number]) => boolean = () => false,
): readonly string[] {
  const gateways = [...new Set(servers.map(({ gateway }) => gateway))];
  return virtualServices(view)
    .filter((one) => !isServed(one) && one.hosts.some((own) => hostsOverlap(own, host)))
    .map((one) => `${printRef(one.ref)} ${whyNot(one)}`);

  function whyNot(one: ReturnType<typeof virtualServices>[number]): string {
    if (!one.gateways.some((gateway) => gateways.includes(gateway))) {
      return `is bound to ${one.gateways.join(', ')}, not to ${gateways.join(', ')}`;
    }
    if (nearness(one, proxy.namespace) === undefined)
      return `is not exported to the gateway's namespace ${proxy.namespace}`;
    const own = servers.filter(({ gateway }) => one.gateways.includes(gateway));
    if (own.every((server) => commonHosts(server, one).length === 0)) return 'has no host that the servers let it have';
    if (httpRules(view, one).rules.length === 0) return 'has no http routes';
    return one.hosts.includes(host) ? 'has no route for this gateway and port' : `has the host only by a wildcard`;
  }
}
