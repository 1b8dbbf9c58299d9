import { hostCoversAsWritten } from '../../istio/hosts.ts';
import type { ConfigView } from '../config-view.ts';
import type { ClientProxy } from '../routed.ts';
import { type Candidate, candidates } from './choose.ts';
import { type GatewayServer, proxyKey } from './gateway-servers.ts';
import { httpRules } from './http-rules.ts';
import { gatewayVirtualServices, type VirtualService } from './virtual-service.ts';

/** A route of a gateway, with the VirtualService that brought it. */
export interface GatewayCandidate extends Candidate {
  readonly by: VirtualService;
  readonly server: GatewayServer;
}

/** What a gateway has for one host: the routes of all VirtualServices that serve it, those for every request last. */
export interface GatewayHost {
  readonly host: string;
  readonly candidates: readonly GatewayCandidate[];
  /** Whether plain HTTP is only sent on to HTTPS. */
  readonly redirects: boolean;
}

/** The hosts that servers which share routes have, by name or wildcard. */
export function gatewayHosts(
  view: ConfigView,
  proxy: ClientProxy,
  servers: readonly GatewayServer[],
): ReadonlyMap<string, GatewayHost> {
  const named = servers.map(({ gateway, index }) => `${gateway}[${index}]`).join(' ');
  return view.remember(`hosts of ${proxyKey(proxy)} at ${named}`, () => {
    const hosts = new Map<string, { candidates: GatewayCandidate[]; redirects: boolean }>();
    for (const server of servers) {
      for (const one of gatewayVirtualServices(view, server.gateway, proxy.namespace)) {
        const served = commonHosts(server, one);
        if (served.length > 0) addRoutes(view, proxy, server, one, served, hosts);
      }
      if (server.tls?.httpsRedirect) addRedirects(server, hosts);
    }
    return new Map(
      [...hosts].map(([host, entry]) => [host, { host, ...entry, candidates: inOrder(entry.candidates) }]),
    );
  });
}

type Hosts = Map<string, { candidates: GatewayCandidate[]; redirects: boolean }>;

function addRoutes(
  view: ConfigView,
  proxy: ClientProxy,
  server: GatewayServer,
  by: VirtualService,
  served: readonly string[],
  hosts: Hosts,
): void {
  const { labels, namespace } = proxy;
  const source = { port: server.port, labels, namespace, gateway: server.gateway };
  const made = candidates(httpRules(view, by).rules, source).map((one) => ({ ...one, by, server }));
  if (made.length === 0) return;
  for (const host of served) {
    const known = hosts.get(host);
    if (known) known.candidates.push(...made);
    else hosts.set(host, { candidates: [...made], redirects: false });
    if (server.tls?.httpsRedirect) (hosts.get(host) as { redirects: boolean }).redirects = true;
  }
}

/** Also for hosts that no VirtualService serves; not for those that belong to a namespace. */
function addRedirects(server: GatewayServer, hosts: Hosts): void {
  for (const host of server.hosts) {
    const known = hosts.get(host);
    if (known) known.redirects = true;
    else if (!host.includes('/')) hosts.set(host, { candidates: [], redirects: true });
  }
}

function inOrder(all: readonly GatewayCandidate[]): readonly GatewayCandidate[] {
  const last = all.filter(({ alternative }) => alternative.catchAll);
  return last.length === 0 ? all : [...all.filter(({ alternative }) => !alternative.catchAll), ...last];
}

/** The hosts that a server and a VirtualService have in common, the narrower of each two that overlap. */
export function commonHosts(server: GatewayServer, { hosts, namespace }: VirtualService): readonly string[] {
  const common = new Set<string>();
  for (const text of server.hosts) {
    const host = hostFor(text, namespace);
    if (host === undefined) continue;
    for (const own of hosts) {
      if (hostCoversAsWritten(own, host)) common.add(host);
      else if (hostCoversAsWritten(host, own)) common.add(own);
    }
  }
  return [...common];
}

/** A server's host for VirtualServices of a namespace; undefined: not for them. */
function hostFor(host: string, namespace: string): string | undefined {
  const slash = host.indexOf('/');
  if (slash === -1) return host;
  return host.slice(0, slash) === namespace ? host.slice(slash + 1) : undefined;
}

/** The entry of a gateway for a host: an exact one before a wildcard, the longer wildcard before the shorter. */
export function mostSpecific<T>(hosts: ReadonlyMap<string, T>, asked: string): T | undefined {
  const exact = hosts.get(asked);
  if (exact) return exact;
  let best: string | undefined;
  for (const host of hosts.keys()) {
    if (host.startsWith('*') && hostCoversAsWritten(host, asked) && (best === undefined || host.length > best.length)) {
      best = host;
    }
  }
  return best === undefined ? undefined : hosts.get(best);
}
