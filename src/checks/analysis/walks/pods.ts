import type { ClusterSurroundings, WorkloadSurroundings } from '../../../istio/facts.ts';
import { CLUSTER_LABEL, type Labels, NETWORK_LABEL } from '../../../istio/labels.ts';
import type { World } from '../../world.ts';
import { groupBy, servedBy } from './scope.ts';

type Pod = WorkloadSurroundings;

const REGION_LABEL = 'topology.kubernetes.io/region';
/** Labels that istiod takes from the node of a pod, which is not known here: whoever asks for one may be right. */
const NODE_LABELS: readonly string[] = [
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
  'kubernetes.io/hostname',
];
const NONE: readonly Pod[] = [];

/** Groups of pods, found by labels without a look at every one. */
export class Pods {
  readonly all: readonly Pod[];
  readonly #clusters: ReadonlyMap<string, ClusterSurroundings>;
  readonly #posted = new Map<string, Map<string, Pod[]>>();

  constructor(workloads: readonly Pod[], clusters: ReadonlyMap<string, ClusterSurroundings>) {
    this.all = workloads;
    this.#clusters = clusters;
    for (const pods of workloads) for (const key in pods.labels) this.#post(key, pods.labels[key]!, pods);
  }

  /** Those that have all the labels, the ones that istiod adds (cluster, network, region) among them. */
  matching(selector: Labels, namespace?: string): readonly Pod[] {
    return this.#candidates(selector).filter((pods) => this.#matches(pods, selector, namespace));
  }

  /** Whether there are any. */
  some(selector: Labels, namespace?: string): boolean {
    return this.#candidates(selector).some((pods) => this.#matches(pods, selector, namespace));
  }

  /** Those that carry a label, whatever its value. */
  having(key: string): readonly Pod[] {
    return [...(this.#posted.get(key)?.values() ?? [])].flat();
  }

  #candidates(selector: Labels): readonly Pod[] {
    let fewest = this.all;
    for (const key in selector) {
      // Labels that istiod adds are not posted, unless pods carry them themselves.
      if (key === CLUSTER_LABEL || key === NETWORK_LABEL || key === REGION_LABEL || NODE_LABELS.includes(key)) continue;
      const posted = this.#posted.get(key)?.get(selector[key]!) ?? NONE;
      if (posted.length < fewest.length) fewest = posted;
    }
    return fewest;
  }

  #matches(pods: Pod, selector: Labels, namespace: string | undefined): boolean {
    if (namespace !== undefined && pods.namespace !== namespace) return false;
    for (const key in selector) {
      const value = pods.labels[key] ?? this.#added(pods, key);
      if (value !== selector[key] && value !== ANYTHING) return false;
    }
    return true;
  }

  #added({ cluster }: Pod, key: string): string | undefined | typeof ANYTHING {
    if (key === CLUSTER_LABEL) return cluster;
    if (key === NETWORK_LABEL) return this.#clusters.get(cluster)?.network;
    if (key === REGION_LABEL) return this.#clusters.get(cluster)?.region || ANYTHING;
    return NODE_LABELS.includes(key) ? ANYTHING : undefined;
  }

  #post(key: string, value: string, pods: Pod): void {
    let values = this.#posted.get(key);
    if (!values) {
      values = new Map();
      this.#posted.set(key, values);
    }
    const posted = values.get(value);
    if (posted) posted.push(pods);
    else values.set(value, [pods]);
  }
}

/** Stands for a value that is not known. */
const ANYTHING = Symbol();

/** Pods whose proxies the istiod of a config cluster configures. */
export function podsServedBy(world: World, configCluster: string): Pods {
  return world.remember(`pods served by ${configCluster}`, () => {
    const served = [...servedBy(world, configCluster)];
    return new Pods(
      served.flatMap((cluster) => podsOfClusters(world).get(cluster) ?? NONE),
      world.clusters,
    );
  });
}

function podsOfClusters(world: World): ReadonlyMap<string, readonly Pod[]> {
  return world.remember('pods of clusters', () => groupBy(world.facts.workloads, ({ cluster }) => cluster));
}

/** All pods of the mesh: endpoints come from every cluster. */
export function allPods(world: World): Pods {
  return world.remember('all pods', () => new Pods(world.facts.workloads, world.clusters));
}

/** Namespaces with pods that have a sidecar, as far as known. */
export function sidecarNamespaces(world: World, configCluster: string): ReadonlySet<string> {
  return world.remember(`namespaces with sidecars of ${configCluster}`, () => {
    const namespaces = new Set<string>();
    for (const cluster of servedBy(world, configCluster)) {
      for (const { proxy, namespace } of podsOfClusters(world).get(cluster) ?? NONE) {
        if (proxy === 'sidecar') namespaces.add(namespace);
      }
    }
    return namespaces;
  });
}
