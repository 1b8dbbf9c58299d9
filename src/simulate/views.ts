import type { ClusterSurroundings, Facts } from '../istio/facts.ts';
import type { Manifest } from '../istio/manifest.ts';
import { ConfigView } from './config-view.ts';

/** What each istiod of a mesh reads, and which of them serves which cluster. */
export class Views {
  readonly facts: Facts;
  readonly #manifests: ReadonlyMap<string, readonly Manifest[]>;
  readonly #clusters: ReadonlyMap<string, ClusterSurroundings>;
  /** Where these differ from others in the VirtualServices of one cluster: the others. */
  readonly #ground: Views | undefined;
  readonly #views = new Map<string, ConfigView>();

  /** `manifests`: the objects applied in each cluster. Those of a cluster that is not a config cluster are not read. */
  constructor(facts: Facts, manifests: ReadonlyMap<string, readonly Manifest[]>, ground?: Views) {
    this.facts = facts;
    this.#manifests = manifests;
    this.#ground = ground;
    this.#clusters = ground ? ground.#clusters : new Map(facts.clusters.map((cluster) => [cluster.name, cluster]));
  }

  cluster(name: string): ClusterSurroundings | undefined {
    return this.#clusters.get(name);
  }

  /** What the istiod reads that serves the proxies of a cluster; undefined for a cluster that the mesh does not have. */
  of(cluster: string): ConfigView | undefined {
    const known = this.#views.get(cluster);
    if (known) return known;
    if (this.#ground) return this.#ground.of(cluster);
    const config = this.#clusters.get(this.#clusters.get(cluster)?.configCluster ?? '');
    if (!config) return undefined;
    const view = this.#views.get(config.name) ?? this.#make(config);
    this.#views.set(config.name, view).set(cluster, view);
    return view;
  }

  /** The same, had one config cluster other VirtualServices. */
  withVirtualServices(cluster: string, virtualServices: readonly Manifest[]): Views {
    const other = new Views(this.facts, this.#manifests, this);
    const changed = this.of(cluster)?.withVirtualServices(virtualServices);
    for (const { name, configCluster } of this.facts.clusters) {
      if (changed && configCluster === cluster) other.#views.set(name, changed);
    }
    return other;
  }

  #make(config: ClusterSurroundings): ConfigView {
    return new ConfigView(this.facts, config, this.#manifests.get(config.name) ?? []);
  }
}
