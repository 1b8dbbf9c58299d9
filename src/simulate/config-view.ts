import type { ClusterSurroundings, Facts, MeshConfigFacts } from '../istio/facts.ts';
import type { Manifest } from '../istio/manifest.ts';
import { isVisibleTo } from '../istio/visibility.ts';
import { indexByKind } from './objects.ts';
import type { KnownService } from './routed.ts';
import { inOrder, kubernetesServiceOf, kubernetesServicesOf, servicesOfEntry } from './services.ts';

const none: readonly never[] = [];
const ROUTES = 'VirtualService';

/** What one istiod reads: the objects of its config cluster, and the services of all clusters. */
export class ConfigView {
  readonly facts: Facts;
  /** The config cluster. */
  readonly cluster: string;
  readonly meshConfig: MeshConfigFacts;
  readonly #byKind: ReadonlyMap<string, readonly Manifest[]>;
  readonly #memory = new Map<string, unknown>();
  #entries: ReadonlyMap<string, readonly KnownService[]> | undefined;

  /** Where this is the same istiod with other VirtualServices: that with its own. */
  readonly #ground: ConfigView | undefined;

  constructor(
    facts: Facts,
    cluster: Pick<ClusterSurroundings, 'name' | 'meshConfig'>,
    manifests: readonly Manifest[],
    ground?: ConfigView,
  ) {
    this.facts = facts;
    this.cluster = cluster.name;
    this.meshConfig = cluster.meshConfig;
    const byKind = indexByKind(manifests);
    this.#byKind = ground ? new Map([...ground.#byKind, [ROUTES, byKind.get(ROUTES) ?? none]]) : byKind;
    this.#ground = ground ? (ground.#ground ?? ground) : undefined;
  }

  /** The same istiod, had it these VirtualServices. What does not depend on any is remembered for both. */
  withVirtualServices(virtualServices: readonly Manifest[]): ConfigView {
    const { facts, cluster, meshConfig } = this;
    return new ConfigView(facts, { name: cluster, meshConfig }, virtualServices, this);
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
    return this.rememberGround(`services of ${host}`, () => {
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
    return this.rememberGround('services', () => {
      const own = kubernetesServicesOf(this.facts, this.cluster);
      const declared = [...this.entries().values()].flat();
      return declared.length === 0 ? own : inOrder([...own, ...declared]);
    });
  }

  /** Services of ServiceEntries by host, wildcard hosts too. */
  entries(): ReadonlyMap<string, readonly KnownService[]> {
    if (this.#ground) return this.#ground.entries();
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

  /** The same for what depends on no VirtualService. */
  rememberGround<T>(key: string, make: () => T): T {
    return (this.#ground ?? this).remember(key, make);
  }

  #kubernetes(host: string): KnownService | undefined {
    return kubernetesServiceOf(this.facts, this.cluster, host);
  }
}
