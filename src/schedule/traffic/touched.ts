import type { Facts } from '../../istio/facts.ts';
import { fullHost, hostsOverlap } from '../../istio/hosts.ts';
import { selects } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { delegatesOf, destinationsOf, hostsOf, namespaceOf, selectorOf } from '../proof/references.ts';
import type { Changed } from './changes.ts';
import type { Objects } from './types.ts';

/** Hosts, wildcards among them, requests for which a change can touch. */
export interface Touched {
  covers(host: string): boolean;
  /** Those that changed objects name themselves. */
  readonly named: readonly string[];
}

const EVERYTHING: Touched = { covers: () => true, named: [] };

/** Kinds that act on any request of their proxies. */
const WIDE = new Set(['Sidecar', 'WorkloadEntry', 'WorkloadGroup', 'Service', 'ProxyConfig']);
const ON_SERVERS = new Set(['PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication']);

/** Which hosts' requests the changed objects can touch, in their old form or their new one. */
export function touchedHosts(changed: readonly Changed[], routes: readonly Manifest[], facts: Facts): Touched {
  const hosts = new Set<string>();
  for (const manifest of changed.flatMap(({ before, after }) => [before, after])) {
    if (!manifest) continue;
    if (WIDE.has(manifest.kind)) return EVERYTHING;
    if (manifest.kind === 'Gateway' && letsNetworksIn(manifest, facts)) return EVERYTHING;
    for (const host of hostsTouchedBy(manifest, routes, facts)) hosts.add(host);
  }
  const named = [...hosts].filter((host) => !host.startsWith('*')).sort();
  withRoutesTo(hosts, routes, facts);
  const exact = new Set([...hosts].filter((host) => !host.startsWith('*')));
  const wild = [...hosts].filter((host) => host.startsWith('*'));
  return { covers: (host) => exact.has(host.toLowerCase()) || wild.some((one) => hostsOverlap(one, host)), named };
}

/** Each distinct VirtualService of all clusters once. */
export function virtualServicesOf(sides: readonly Objects[]): readonly Manifest[] {
  const found = new Set<Manifest>();
  for (const side of sides)
    for (const objects of side.values())
      for (const manifest of objects.values()) if (manifest.kind === 'VirtualService') found.add(manifest);
  return [...found];
}

function hostsTouchedBy(manifest: Manifest, routes: readonly Manifest[], facts: Facts): readonly string[] {
  const { kind } = manifest;
  if (kind === 'VirtualService') return [...namesOf(manifest), ...rootsOf(manifest, routes).flatMap(namesOf)];
  if (kind === 'DestinationRule') return [lower(String(manifest.spec?.host ?? ''), manifest)];
  if (kind === 'ServiceEntry') return namesOf(manifest);
  if (kind === 'Gateway') return routes.filter((route) => isBoundTo(route, manifest)).flatMap(namesOf);
  return ON_SERVERS.has(kind) ? hostsServedBehind(manifest, routes, facts) : [];
}

/** Of services whose pods a policy selects; for a policy of gateway pods whatever is bound to any gateway. */
function hostsServedBehind(policy: Manifest, routes: readonly Manifest[], facts: Facts): readonly string[] {
  const namespace = namespaceOf(policy);
  const selector = selectorOf(policy) ?? {};
  const isMeant = (pods: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }) =>
    (namespace === facts.rootNamespace || pods.namespace === namespace) && selects(selector, pods.labels);
  const pods = facts.workloads.filter(isMeant);
  const hosts = facts.services
    .filter(
      (service) =>
        service.selector !== undefined &&
        (pods.some((one) => one.namespace === service.namespace && selects(service.selector ?? {}, one.labels)) ||
          isMeant({ namespace: service.namespace, labels: service.selector })),
    )
    .map(({ host }) => host.toLowerCase());
  const through = pods.some(({ proxy }) => proxy === 'gateway') ? routes.filter(isAtGateway).flatMap(namesOf) : [];
  return [...hosts, ...through];
}

/** Adds the hosts whose requests are sent on to one of these, and those that are another name for one. */
function withRoutesTo(hosts: Set<string>, routes: readonly Manifest[], facts: Facts): void {
  for (const { host, externalName } of facts.services)
    if (externalName !== undefined && hosts.has(externalName.toLowerCase())) hosts.add(host.toLowerCase());
  const before = [...hosts];
  for (const route of routes) {
    const leads = destinationsOf(route).some((to) => before.some((host) => hostsOverlap(host, to)));
    if (leads) for (const name of [route, ...rootsOf(route, routes)].flatMap(namesOf)) hosts.add(name);
  }
}

/** VirtualServices that delegate to it. */
function rootsOf(manifest: Manifest, routes: readonly Manifest[]): readonly Manifest[] {
  const own = `${namespaceOf(manifest)}/${String(manifest.metadata?.name)}`;
  return routes.filter((route) => delegatesOf(route).includes(own));
}

function namesOf(manifest: Manifest): readonly string[] {
  return hostsOf(manifest).map((host) => lower(host, manifest));
}

function lower(host: string, manifest: Manifest): string {
  return fullHost(host, namespaceOf(manifest)).toLowerCase();
}

function gatewaysOf(route: Manifest): readonly string[] {
  const gateways = route.spec?.gateways;
  return Array.isArray(gateways) ? gateways.filter((one) => typeof one === 'string') : [];
}

function isAtGateway(route: Manifest): boolean {
  return gatewaysOf(route).some((gateway) => gateway !== 'mesh');
}

function isBoundTo(route: Manifest, gateway: Manifest): boolean {
  const own = String(gateway.metadata?.name);
  return gatewaysOf(route).some((one) =>
    one.includes('/')
      ? one === `${namespaceOf(gateway)}/${own}`
      : one === own && namespaceOf(route) === namespaceOf(gateway),
  );
}

function letsNetworksIn(gateway: Manifest, facts: Facts): boolean {
  const selector = selectorOf(gateway) ?? {};
  return facts.networks.some(({ gateways }) => gateways.some(({ labels }) => selects(selector, labels)));
}
