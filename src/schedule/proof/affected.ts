import { fullHost, hostsOverlap, isWildcardHost } from '../../istio/hosts.ts';
import { selects } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { DELEGATING, destinationKey, isOnServers } from './keys.ts';
import { delegatesOf, hostsOf, namespaceOf, selectorOf } from './references.ts';
import type { Slots } from './slots.ts';
import type { Surroundings } from './surroundings.ts';
import type { ChangedObject } from './types.ts';

/** What may be asked for. */
export interface Askable {
  /** Hosts of the mesh, and names that gateways serve. */
  readonly hosts: ReadonlySet<string>;
  /** Names that the gateways of some pods serve. */
  servedBy(
    isMeant: (pods: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> }) => boolean,
  ): Iterable<string>;
}

/** Every host requests for which a transition may touch, in order; `hosts` that it cannot touch are left out. */
export function affectedHosts(
  slots: Slots,
  around: Surroundings,
  askable: Askable,
  changes: readonly ChangedObject[],
): readonly string[] {
  const found = new Set<string>();
  const finder = new Finder(slots, around, askable, found);
  for (const { cluster, versions } of changes) {
    for (const version of versions) if (version) finder.add(cluster, version);
  }
  return [...found].sort();
}

/** Kinds that say who knows what, or what pods a host has. */
const TOUCH_ALL = new Set(['Sidecar', 'WorkloadEntry', 'WorkloadGroup', 'Service']);

class Finder {
  readonly #slots: Slots;
  readonly #around: Surroundings;
  readonly #askable: Askable;
  readonly #found: Set<string>;
  readonly #asked = new Set<string>();

  constructor(slots: Slots, around: Surroundings, askable: Askable, found: Set<string>) {
    this.#slots = slots;
    this.#around = around;
    this.#askable = askable;
    this.#found = found;
  }

  add(cluster: string, manifest: Manifest): void {
    const { kind } = manifest;
    if (kind === 'VirtualService') this.#routes(cluster, manifest);
    else if (kind === 'DestinationRule') {
      this.#destination(fullHost(String(manifest.spec?.host ?? ''), namespaceOf(manifest)).toLowerCase());
    } else if (kind === 'ServiceEntry') for (const host of hostsOf(manifest)) this.#destination(host.toLowerCase());
    else if (isOnServers(manifest)) this.#servers(manifest);
    else if (kind === 'Gateway') this.#gateway(manifest);
    else if (TOUCH_ALL.has(kind)) this.#all();
  }

  /** Hosts of VirtualServices, and of those that delegate to it. */
  #routes(cluster: string, manifest: Manifest): void {
    const named = hostsOf(manifest).map((host) => fullHost(host, namespaceOf(manifest)).toLowerCase());
    for (const host of named) this.#host(host);
    const own = `${namespaceOf(manifest)}/${manifest.metadata.name}`;
    for (const root of this.#virtualServices(cluster)) {
      if (delegatesOf(root).includes(own))
        for (const host of hostsOf(root)) this.#host(fullHost(host, namespaceOf(root)));
    }
  }

  #virtualServices(cluster: string): readonly Manifest[] {
    const delegating: Manifest[] = [];
    for (const { versions } of this.#slots.of(cluster, DELEGATING)) {
      for (const version of versions) if (version) delegating.push(version);
    }
    return delegating;
  }

  /** A host that may be asked for; of a wildcard all that it covers. */
  #host(host: string): void {
    if (!isWildcardHost(host)) {
      this.#found.add(host.toLowerCase());
      return;
    }
    for (const known of this.#askable.hosts) if (hostsOverlap(host, known)) this.#found.add(known);
  }

  /** A host that requests are sent on to: whatever is asked for that leads there. */
  #destination(host: string): void {
    if (this.#asked.has(host)) return;
    this.#asked.add(host);
    if (isWildcardHost(host)) {
      this.#found.add(host);
      for (const known of this.#askable.hosts) if (hostsOverlap(host, known)) this.#destination(known);
      return;
    }
    this.#found.add(host);
    for (const cluster of this.#around.configClusters) {
      for (const { versions } of this.#slots.of(cluster, destinationKey(host))) {
        for (const version of versions) if (version) this.#routes(cluster, version);
      }
    }
    for (const known of this.#around.namedFor(host)) this.#destination(known);
  }

  #servers(policy: Manifest): void {
    const namespace = namespaceOf(policy);
    const selector = selectorOf(policy) ?? {};
    const everywhere = namespace === this.#around.facts.rootNamespace;
    for (const host of this.#around.hosts) {
      const meant = this.#around
        .podsOf(host)
        .some((pods) => (everywhere || pods.namespace === namespace) && selects(selector, pods.labels));
      if (meant) this.#destination(host);
    }
    for (const host of this.#askable.hosts) if (!this.#around.isService(host)) this.#destination(host);
    const served = this.#askable.servedBy(
      (pods) => (everywhere || pods.namespace === namespace) && selects(selector, pods.labels),
    );
    for (const host of served) this.#host(host);
  }

  #gateway(manifest: Manifest): void {
    const selector = selectorOf(manifest) ?? {};
    const between = this.#around.facts.networks.some(({ gateways }) =>
      gateways.some(({ labels }) => selects(selector, labels)),
    );
    if (between) this.#all();
    for (const host of this.#askable.servedBy(({ labels }) => selects(selector, labels))) this.#host(host);
  }

  #all(): void {
    for (const host of this.#askable.hosts) this.#found.add(host);
  }
}
