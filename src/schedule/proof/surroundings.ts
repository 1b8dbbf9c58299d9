import type { Facts, ServiceSurroundings, WorkloadSurroundings } from '../../istio/facts.ts';
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
  readonly #workloads = new Map<string, WorkloadSurroundings[]>();
  readonly #gateways = new Map<string, readonly WorkloadSurroundings[]>();
  readonly #classes = new Map<string, string>();

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
    for (const pod of facts.workloads) {
      const { cluster, namespace, labels } = pod;
      if (pod.proxy === 'gateway') this.#gateways.set(cluster, [...(this.#gateways.get(cluster) ?? []), pod]);
      const here = this.#workloads.get(`${cluster}/${namespace}`);
      if (here) here.push(pod);
      else this.#workloads.set(`${cluster}/${namespace}`, [pod]);
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

  /** The network of a config cluster's clusters; of several all their names. */
  networkOf(config: string): string {
    return [...(this.#networks.get(config) ?? [])].join();
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

  /** The namespace of a Service. */
  namespaceOf(host: string): string | undefined {
    return this.#services.get(host)?.[0]?.namespace;
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

  /** What a config cluster is to requests for some hosts, without its name: its place, its istiod, and the pods there. */
  classOf(config: string, hosts: readonly string[], by: Names): string {
    const key = `${config} ${by.byRegion} ${by.byNetwork} ${hosts.join()}`;
    const known = this.#classes.get(key);
    if (known !== undefined) return known;
    const made = JSON.stringify([this.#place(config, by), hosts.map((host) => this.#present(config, host))]);
    this.#classes.set(key, made);
    return made;
  }

  /** Everything about the clusters of one istiod but their names and pods. */
  #place(config: string, { byRegion, byNetwork }: Names): unknown {
    const named = byNetwork || (this.#networks.get(config)?.size ?? 0) > 1;
    const { clusters, namespaces, secrets, networks } = this.facts;
    return clusters
      .filter(({ configCluster }) => configCluster === config)
      .map(({ name, configCluster, region, network, ...cluster }) => [
        named ? network : '',
        name === configCluster ? '' : name,
        byRegion ? region : '',
        cluster,
        namespaces?.flatMap((one) => (one.cluster === name ? [[one.name, one.labels]] : [])),
        secrets?.flatMap((secret) => (secret.startsWith(`${name}/`) ? secret.slice(name.length) : [])),
        networks.flatMap(({ gateways }) =>
          gateways.flatMap((one) => (one.cluster === name ? [{ ...one, cluster: '' }] : [])),
        ),
        // An unusual sight: gateways are looked at whole.
        this.#gatewaysIn(name),
      ]);
  }

  /** Copies of a Service, and pods in its namespace that it may select. */
  #present(config: string, host: string): unknown {
    const copies = this.#services.get(host) ?? [];
    const here = this.facts.clusters.filter(({ configCluster }) => configCluster === config).map(({ name }) => name);
    const pods = copies.flatMap(({ namespace, selector }) =>
      here.flatMap((cluster) =>
        (this.#workloads.get(`${cluster}/${namespace}`) ?? []).filter(
          ({ labels }) => selector !== undefined && selects(selector, labels),
        ),
      ),
    );
    return [
      copies.map((copy) => here.map((cluster) => copy.clusters.includes(cluster))),
      pods.map(({ cluster, ...pod }) => [cluster === config ? '' : cluster, pod]),
    ];
  }

  #gatewaysIn(cluster: string): unknown {
    return (this.#gateways.get(cluster) ?? []).map((pod) => ({ ...pod, cluster: '' }));
  }

  podsIn(namespace: string): readonly Labels[] {
    return this.#inNamespace.get(namespace) ?? [];
  }
}

/** Whether clusters count as different for these names. */
interface Names {
  readonly byRegion: boolean;
  readonly byNetwork: boolean;
}

function push(map: Map<string, Set<string>>, key: string, value: string): void {
  const same = map.get(key);
  if (same) same.add(value);
  else map.set(key, new Set([value]));
}
