import type { Facts } from '../../istio/facts.ts';
import type { Labels } from '../../istio/labels.ts';
import type { Manifest } from '../../istio/manifest.ts';
import type { Askable } from './affected.ts';
import { ALL, ENTRIES, isEntry } from './keys.ts';
import { ingressProbes, type ProbeIndex, probesOf } from './probes/index.ts';
import { hostsOf } from './references.ts';
import type { Slot, Slots } from './slots.ts';
import type { Pods, Surroundings } from './surroundings.ts';
import type { ChangedObject, Probe } from './types.ts';

/** Who asks for what: from within the mesh, and at its gateways. */
export class Asking implements Askable {
  readonly #around: Surroundings;
  readonly #slots: Slots;
  readonly #probes: ProbeIndex;
  readonly #gateways: Facts['workloads'];
  /** By config cluster, then by the name asked for; made anew where a transition touches what is served to those outside. */
  readonly #atGateways = new Map<string, ReadonlyMap<string, readonly Probe[]>>();

  constructor(around: Surroundings, slots: Slots) {
    this.#around = around;
    this.#slots = slots;
    this.#probes = probesOf(around.facts);
    this.#gateways = around.facts.workloads.filter(({ proxy }) => proxy === 'gateway');
  }

  /** Looks again at what gateways serve, after objects were let vary or set. */
  changed(changes: readonly ChangedObject[]): void {
    const touching = changes.filter(({ versions }) => versions.some((version) => version && isEntry(version)));
    for (const { cluster } of touching) this.#atGateways.delete(cluster);
  }

  /** All clients of one host, as far as these objects tell them apart. */
  probesFor(host: string, objects: readonly Manifest[]): readonly Probe[] {
    const inside = this.#isInside(host, objects)
      ? this.#probes.probesFor(host, this.#probes.mentioned(objects), objects)
      : [];
    return [...inside, ...this.#fromOutside(host)];
  }

  get hosts(): ReadonlySet<string> {
    const hosts = new Set(this.#around.hosts);
    for (const cluster of this.#around.configClusters) {
      for (const name of this.#servedIn(cluster).keys()) hosts.add(name);
      for (const manifest of objectsOf(this.#slots.of(cluster, ALL))) {
        if (manifest.kind === 'ServiceEntry') for (const host of hostsOf(manifest)) hosts.add(host.toLowerCase());
      }
    }
    return hosts;
  }

  /** Pods of the gateways at which a name may be asked for. */
  gatewaysFor(host: string): readonly Pods[] {
    return this.#fromOutside(host).flatMap(({ client }) => {
      const { namespace, labels } = client;
      return labels ? [{ namespace, labels }] : [];
    });
  }

  *servedBy(isMeant: (pods: Pods) => boolean): Iterable<string> {
    for (const cluster of this.#around.configClusters) {
      for (const [host, probes] of this.#servedIn(cluster)) {
        if (probes.some(({ client: { namespace, labels = {} as Labels } }) => isMeant({ namespace, labels })))
          yield host;
      }
    }
  }

  #isInside(host: string, objects: readonly Manifest[]): boolean {
    if (this.#around.isService(host)) return true;
    return objects.some(
      (one) => one.kind === 'ServiceEntry' && hostsOf(one).some((named) => named.toLowerCase() === host),
    );
  }

  #fromOutside(host: string): readonly Probe[] {
    return this.#around.configClusters.flatMap((cluster) => this.#servedIn(cluster).get(host) ?? []);
  }

  #servedIn(config: string): ReadonlyMap<string, readonly Probe[]> {
    const known = this.#atGateways.get(config);
    if (known) return known;
    const { facts } = this.#around;
    const clusters = facts.clusters.filter(({ configCluster }) => configCluster === config);
    const objects = objectsOf(this.#slots.of(config, ENTRIES));
    const found = new Map<string, Probe[]>();
    for (const probe of ingressProbes(
      { ...facts, clusters, workloads: this.#gateways },
      new Map([[config, objects]]),
    )) {
      const same = found.get(probe.to);
      if (same) same.push(probe);
      else found.set(probe.to, [probe]);
    }
    this.#atGateways.set(config, found);
    return found;
  }
}

function objectsOf(slots: Iterable<Slot>): readonly Manifest[] {
  return [...slots].flatMap(({ versions }) => versions.filter((version) => version !== undefined));
}
