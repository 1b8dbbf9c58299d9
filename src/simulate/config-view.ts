import type { ClusterSurroundings, Facts, MeshConfigFacts } from '../istio/facts.ts';
import type { Manifest } from '../istio/manifest.ts';
import { isVisibleTo } from '../istio/visibility.ts';
import { compare, indexByKind } from './objects.ts';
import type { KnownService } from './routed.ts';
import { kubernetesByHost, kubernetesService, servicesOfEntry } from './services.ts';

const none: readonly never[] = [];

/** What one istiod reads: the objects of its config cluster, and the services of all clusters. */
export class ConfigView {
  readonly facts: Facts;
  /** The config cluster. */
  readonly cluster: string;
  readonly meshConfig: MeshConfigFacts;
  readonly #byKind: ReadonlyMap<string, readonly Manifest[]>;
  readonly #memory = new Map<string, unknown>();
  #entries: ReadonlyMap<string, readonly KnownService[]> | undefined;

  constructor(facts: Facts, cluster: ClusterSurroundings, manifests: readonly Manifest[]) {
    this.facts = facts;
    this.cluster = cluster.name;
    this.meshConfig = cluster.meshConfig;
    this.#byKind = indexByKind(manifests);
  }

  /**
   * Objects of a kind of Istio's (`VirtualService`), oldest first; of another API group by `group/Kind`
   * (`gateway.networking.k8s.io/HTTPRoute`, `/Service`).
   */
  objects(kind: string): readonly Manifest[] {
    return this.#byKind.get(kind) ?? none;
  }

  /** All services of one exact host: the Kubernetes Service first, then those of ServiceEntries, oldest first. */
  servicesOf(host: string): readonly KnownService[] {
    return this.remember(`services of ${host}`, () => {
      const own = this.#kubernetes(host);
      const declared = this.entries().get(host) ?? none;
      return own === undefined ? declared : [own, ...declared];
    });
  }

  /** The service of one exact host, whoever may see it. */
  service(host: string): KnownService | undefined {
    return this.servicesOf(host)[0];
  }

  /** The service that proxies of a namespace know by one exact host: their own namespace's before others'. */
  visibleService(host: string, namespace: string): KnownService | undefined {
    const visible = this.servicesOf(host).filter((service) => this.sees(service, namespace));
    return visible.find((service) => service.namespace === namespace) ?? visible[0];
  }

  /** Whether proxies of a namespace may know a service, by its `exportTo`. */
  sees(service: KnownService, namespace: string): boolean {
    return isVisibleTo(service.exportTo, service.namespace, namespace, this.meshConfig.defaultServiceExportTo);
  }

  /** Every service, in istiod's order. */
  services(): readonly KnownService[] {
    return this.remember('services', () =>
      [...kubernetesByHost(this.facts).keys()]
        .flatMap((host) => this.#kubernetes(host) ?? [])
        .concat([...this.entries().values()].flat())
        .sort((a, b) => compare(a.name, b.name) || compare(a.namespace, b.namespace)),
    );
  }

  /** Services of ServiceEntries by host, wildcard hosts too. */
  entries(): ReadonlyMap<string, readonly KnownService[]> {
    if (this.#entries) return this.#entries;
    const index = new Map<string, KnownService[]>();
    for (const service of this.objects('ServiceEntry').flatMap(servicesOfEntry)) {
      const same = index.get(service.host);
      if (same) same.push(service);
      else index.set(service.host, [service]);
    }
    this.#entries = index;
    return index;
  }

  /** What was made for a key, made once. The caller keeps its keys apart from others' by a word in front. */
  remember<T>(key: string, make: () => T): T {
    const known = this.#memory.get(key);
    if (known !== undefined || this.#memory.has(key)) return known as T;
    const made = make();
    this.#memory.set(key, made);
    return made;
  }

  /** Clusters may hold different copies: istiod takes that of its own cluster. */
  #kubernetes(host: string): KnownService | undefined {
    const copies = kubernetesByHost(this.facts).get(host);
    const copy = copies?.find(({ clusters }) => clusters.includes(this.cluster)) ?? copies?.[0];
    return copy && kubernetesService(copy);
  }
}
