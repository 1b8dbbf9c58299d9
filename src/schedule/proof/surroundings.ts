import type { Facts, ServiceSurroundings } from '../../istio/facts.ts';
import { type Labels, selects } from '../../istio/labels.ts';

/** Pods of a namespace that carry these labels, in whatever cluster. */
export interface Pods {
  readonly namespace: string;
  readonly labels: Labels;
}

/** What surrounds the objects of a mesh, looked up the ways a proof needs. */
export class Surroundings {
  readonly facts: Facts;
  readonly configClusters: readonly string[];
  /** Networks of the clusters that one istiod serves. */
  readonly #networks = new Map<string, Set<string>>();
  readonly #configOf = new Map<string, string>();
  readonly #services = new Map<string, ServiceSurroundings[]>();
  readonly #inNamespace = new Map<string, Labels[]>();
  readonly #pods = new Map<string, readonly Pods[]>();

  constructor(facts: Facts) {
    this.facts = facts;
    this.configClusters = [...new Set(facts.clusters.map(({ configCluster }) => configCluster))].sort();
    for (const { name, configCluster, network } of facts.clusters) {
      this.#configOf.set(name, configCluster);
      push(this.#networks, configCluster, network);
    }
    for (const service of facts.services) {
      const same = this.#services.get(service.host);
      if (same) same.push(service);
      else this.#services.set(service.host, [service]);
    }
    const known = new Set<string>();
    for (const { namespace, labels } of facts.workloads) {
      const key = `${namespace} ${JSON.stringify(labels)}`;
      if (known.has(key)) continue;
      known.add(key);
      const same = this.#inNamespace.get(namespace);
      if (same) same.push(labels);
      else this.#inNamespace.set(namespace, [labels]);
    }
  }

  /** Hosts of the Kubernetes Services. */
  get hosts(): readonly string[] {
    return [...this.#services.keys()];
  }

  /** The config cluster of a cluster. */
  configOf(cluster: string): string {
    return this.#configOf.get(cluster) ?? cluster;
  }

  /** Whether some cluster of one istiod's is in another network than some cluster of the other's. */
  differInNetwork(a: string, b: string): boolean {
    const [ofA, ofB] = [this.#networks.get(a), this.#networks.get(b)];
    return new Set([...(ofA ?? []), ...(ofB ?? [])]).size > 1;
  }

  /** Whether clusters of both share a network. */
  shareNetwork(a: string, b: string): boolean {
    return [...(this.#networks.get(a) ?? [])].some((network) => this.#networks.get(b)?.has(network));
  }

  /** What a Service of type ExternalName stands for. */
  aliasesOf(host: string): readonly string[] {
    return (this.#services.get(host) ?? []).flatMap(({ externalName }) => externalName?.toLowerCase() ?? []);
  }

  /** Services of type ExternalName that stand for a host. */
  namedFor(host: string): readonly string[] {
    return this.facts.services.flatMap((one) => (one.externalName?.toLowerCase() === host ? one.host : []));
  }

  isService(host: string): boolean {
    return this.#services.has(host);
  }

  /** The distinct groups of pods behind a host, clusters left aside. */
  podsOf(host: string): readonly Pods[] {
    const known = this.#pods.get(host);
    if (known) return known;
    const made = (this.#services.get(host) ?? []).flatMap(({ namespace, selector }) => {
      const pods = selector ? this.podsIn(namespace).filter((labels) => selects(selector, labels)) : [];
      // Pods that nobody has declared carry the Service's own labels at least.
      return [...pods, selector ?? {}].map((labels) => ({ namespace, labels }));
    });
    this.#pods.set(host, made);
    return made;
  }

  podsIn(namespace: string): readonly Labels[] {
    return this.#inNamespace.get(namespace) ?? [];
  }
}

function push(map: Map<string, Set<string>>, key: string, value: string): void {
  const same = map.get(key);
  if (same) same.add(value);
  else map.set(key, new Set([value]));
}
