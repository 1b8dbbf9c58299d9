import { type Labels, selects } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { ALL, delegateKey, hostKey, isOnServers, namespaceKey, WILD } from './keys.ts';
import { delegatesOf, destinationsOf, hostsOf, namespaceOf, selectorOf } from './references.ts';
import type { Slot, Slots } from './slots.ts';
import type { Pods, Surroundings } from './surroundings.ts';

/** All objects that can touch requests for one host. */
export interface Slice {
  /** VirtualServices by config cluster: those of the client's alone count. */
  readonly routes: ReadonlyMap<string, readonly Slot[]>;
  /** Everything else by config cluster. */
  readonly ground: ReadonlyMap<string, readonly Slot[]>;
  /** Every host that a request may be sent on to, itself included. */
  readonly destinations: readonly string[];
}

/**
 * What can touch requests for a host. More than what does: leaving out nothing matters, and everything left out must be
 * without effect. A VirtualService with a wildcard looks at all others, so then all are kept.
 */
export function sliceOf(slots: Slots, around: Surroundings, host: string, gateways: readonly Pods[]): Slice {
  const clusters = around.configClusters;
  const routes = new Map(clusters.map((cluster) => [cluster, routesTo(slots, cluster, host)]));
  const destinations = new Set([host]);
  for (const slot of [...routes.values()].flat()) {
    for (const version of slot.versions) if (version) for (const to of destinationsOf(version)) destinations.add(to);
  }
  for (const to of [...destinations]) for (const alias of around.aliasesOf(to)) destinations.add(alias);
  const servers = serversOf(slots, around, destinations, gateways);
  const ground = new Map(clusters.map((cluster) => [cluster, groundOf(slots, cluster, destinations, servers)]));
  return { routes, ground, destinations: [...destinations] };
}

function routesTo(slots: Slots, cluster: string, host: string): readonly Slot[] {
  const wild = [...slots.of(cluster, hostKey('VirtualService', WILD))];
  const found = new Set(slots.of(cluster, hostKey('VirtualService', host)));
  if (wild.length > 0) {
    for (const [, all] of slots.keysOf(cluster)) for (const slot of all) if (isRoutes(slot)) found.add(slot);
    return [...found];
  }
  // Delegates of delegates have no effect, but what is one of two at once may.
  for (const slot of found) {
    for (const version of slot.versions) {
      for (const named of version ? delegatesOf(version) : []) {
        const [namespace = '', name = ''] = named.split('/');
        for (const delegate of slots.of(cluster, delegateKey(namespace, name))) found.add(delegate);
      }
    }
  }
  return [...found];
}

function isRoutes({ versions }: Slot): boolean {
  return versions.some((version) => version?.kind === 'VirtualService');
}

/** Namespaces whose policies may hold for the servers of some hosts, with the labels of their pods; undefined: any. */
type Servers = ReadonlyMap<string, readonly Labels[] | undefined>;

function serversOf(
  slots: Slots,
  around: Surroundings,
  destinations: ReadonlySet<string>,
  gateways: readonly Pods[],
): Servers {
  const servers = new Map<string, readonly Labels[] | undefined>([[around.facts.rootNamespace, undefined]]);
  const join = (namespace: string, labels: readonly Labels[] | undefined) => {
    const known = servers.get(namespace);
    const isNew = !servers.has(namespace);
    servers.set(namespace, labels && (isNew ? labels : known && [...known, ...labels]));
  };
  for (const host of destinations) for (const { namespace, labels } of around.podsOf(host)) join(namespace, [labels]);
  for (const { namespace, labels } of gateways) join(namespace, [labels]);
  for (const namespace of entriesFor(slots, around, destinations)) join(namespace, undefined);
  return servers;
}

/** Namespaces of ServiceEntries for some of the hosts: their servers may be any pods there. */
function entriesFor(slots: Slots, { configClusters }: Surroundings, hosts: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  for (const cluster of configClusters) {
    for (const { versions } of slots.of(cluster, ALL)) {
      for (const version of versions) {
        if (version?.kind !== 'ServiceEntry') continue;
        const named = hostsOf(version).map((host) => host.toLowerCase());
        if (named.some((host) => hosts.has(host) || host.startsWith('*'))) found.add(namespaceOf(version));
      }
    }
  }
  return [...found];
}

function groundOf(slots: Slots, cluster: string, hosts: ReadonlySet<string>, servers: Servers): readonly Slot[] {
  const found = new Set(slots.of(cluster, ALL));
  for (const slot of slots.of(cluster, hostKey('DestinationRule', WILD))) found.add(slot);
  for (const host of hosts) for (const slot of slots.of(cluster, hostKey('DestinationRule', host))) found.add(slot);
  for (const [namespace, pods] of servers) {
    for (const slot of slots.of(cluster, namespaceKey(namespace))) {
      if (pods === undefined || slot.versions.some((version) => version && holdsFor(version, pods))) found.add(slot);
    }
  }
  return [...found];
}

/** Whether a policy may hold for some of the pods of its namespace. */
function holdsFor(policy: Manifest, pods: readonly Labels[]): boolean {
  const selector = selectorOf(policy);
  return !isOnServers(policy) || selector === undefined || pods.some((labels) => selects(selector, labels));
}

/** Whether an object of another cluster than the client's can touch a request: on a server, or on the way between networks. */
export function actsAfar({ versions }: Slot, otherNetwork: boolean): boolean {
  return versions.some((one) => one && (isOnServers(one) || (otherNetwork && BETWEEN_NETWORKS.has(one.kind))));
}

/** Whether an object of another cluster has a say in which endpoints that cluster's network gateway passes on to. */
export function actsOnPassage({ versions }: Slot): boolean {
  return versions.some((one) => one && (BETWEEN_NETWORKS.has(one.kind) || one.kind === 'PeerAuthentication'));
}

const BETWEEN_NETWORKS = new Set(['DestinationRule', 'Gateway', 'ServiceEntry', 'WorkloadEntry', 'WorkloadGroup']);
