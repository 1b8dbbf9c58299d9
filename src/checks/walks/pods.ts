import type { ClusterSurroundings, WorkloadSurroundings } from '../../istio/facts.ts';
import { CLUSTER_LABEL, type Labels, NETWORK_LABEL, selects } from '../../istio/labels.ts';
import type { World } from '../world.ts';
import { groupBy, servedBy } from './scope.ts';

type Pod = WorkloadSurroundings;

const REGION_LABEL = 'topology.kubernetes.io/region';
/** Labels that istiod takes from the node of a pod, which is not known here: whoever asks for one may be right. */
const NODE_LABELS: readonly string[] = [
  'topology.kubernetes.io/zone',
  'topology.istio.io/subzone',
  'kubernetes.io/hostname',
];
const ADDED: ReadonlySet<string> = new Set([CLUSTER_LABEL, NETWORK_LABEL, REGION_LABEL, ...NODE_LABELS]);
const NONE: readonly Pod[] = [];

/** Pods by label and by value: by far most selectors name a label that few pods carry. */
class PodIndex {
  readonly #posted = new Map<string, Map<string, Pod[]>>();

  constructor(workloads: readonly Pod[]) {
    for (const pods of workloads) for (const key in pods.labels) this.#post(key, pods.labels[key]!, pods);
  }

  carrying(key: string, value: string): readonly Pod[] {
    return this.#posted.get(key)?.get(value) ?? NONE;
  }

  having(key: string): readonly Pod[] {
    return [...(this.#posted.get(key)?.values() ?? [])].flat();
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

/** Groups of pods, found by labels without a look at every one. */
export class Pods {
  readonly all: readonly Pod[];
  readonly #world: World;
  readonly #clusters: ReadonlyMap<string, ClusterSurroundings>;
  /** The clusters whose pods these are; undefined: all. */
  readonly #only: ReadonlySet<string> | undefined;

  constructor(world: World, only?: ReadonlySet<string>) {
    this.#world = world;
    this.#clusters = world.clusters;
    this.#only = only;
    this.all = only
      ? [...only].flatMap((cluster) => podsOfClusters(world).get(cluster) ?? NONE)
      : world.facts.workloads;
  }

  /** Those that have all the labels, the ones that istiod adds (cluster, network, region) among them. */
  matching(selector: Labels, namespace?: string): readonly Pod[] {
    return this.#candidates(selector).filter((pods) => this.#matches(pods, selector, namespace));
  }

  /** Whether some pods have all the labels, or may have them. */
  have(pods: Pod, labels: Labels): boolean {
    for (const key in labels) {
      const value = pods.labels[key] ?? this.#added(pods, key);
      if (value !== labels[key] && value !== ANYTHING) return false;
    }
    return true;
  }

  /** Those that carry a label, whatever its value. */
  having(key: string): readonly Pod[] {
    return indexOf(this.#world)
      .having(key)
      .filter((pods) => this.#isOurs(pods));
  }

  #candidates(selector: Labels): readonly Pod[] {
    const index = indexOf(this.#world);
    let fewest: readonly Pod[] | undefined;
    for (const key in selector) {
      // Labels that istiod adds are not posted, unless pods carry them themselves.
      if (ADDED.has(key)) continue;
      const posted = index.carrying(key, selector[key]!);
      if (!fewest || posted.length < fewest.length) fewest = posted;
    }
    return fewest && fewest.length < this.all.length ? fewest : this.all;
  }

  #matches(pods: Pod, selector: Labels, namespace: string | undefined): boolean {
    if ((namespace !== undefined && pods.namespace !== namespace) || !this.#isOurs(pods)) return false;
    return this.have(pods, selector);
  }

  #isOurs({ cluster }: Pod): boolean {
    return this.#only === undefined || this.#only.has(cluster);
  }

  #added({ cluster }: Pod, key: string): string | undefined | typeof ANYTHING {
    if (key === CLUSTER_LABEL) return cluster;
    if (key === NETWORK_LABEL) return this.#clusters.get(cluster)?.network;
    if (key === REGION_LABEL) return this.#clusters.get(cluster)?.region || ANYTHING;
    return NODE_LABELS.includes(key) ? ANYTHING : undefined;
  }
}

/** Stands for a value that is not known. */
const ANYTHING = Symbol();

/** Pods whose proxies the istiod of a config cluster configures. */
export function podsServedBy(world: World, configCluster: string): Pods {
  return world.rememberOf('pods served by', configCluster, () => new Pods(world, servedBy(world, configCluster)));
}

/** All pods of the mesh: endpoints come from every cluster. */
export function allPods(world: World): Pods {
  return world.remember('all pods', () => new Pods(world));
}

/** Pods that carry the labels themselves; of every namespace where none is given. */
export function podsCarrying(world: World, namespace: string | undefined, labels: Labels): readonly Pod[] {
  let fewest = namespace === undefined ? world.facts.workloads : undefined;
  for (const key in labels) {
    const posted = indexOf(world).carrying(key, labels[key]!);
    if (!fewest || posted.length < fewest.length) fewest = posted;
  }
  fewest ??= podsOfNamespaces(world).get(namespace!) ?? NONE;
  return fewest.filter(
    (pods) => (namespace === undefined || pods.namespace === namespace) && selects(labels, pods.labels),
  );
}

/** Namespaces with pods that have a sidecar, as far as known. */
export function sidecarNamespaces(world: World, configCluster: string): ReadonlySet<string> {
  return world.rememberOf('namespaces with sidecars of', configCluster, () => {
    const namespaces = new Set<string>();
    for (const cluster of servedBy(world, configCluster)) {
      for (const { proxy, namespace } of podsOfClusters(world).get(cluster) ?? NONE) {
        if (proxy === 'sidecar') namespaces.add(namespace);
      }
    }
    return namespaces;
  });
}

function indexOf(world: World): PodIndex {
  return world.remember('pods by label', () => new PodIndex(world.facts.workloads));
}

function podsOfClusters(world: World): ReadonlyMap<string, readonly Pod[]> {
  return world.remember('pods of clusters', () => groupBy(world.facts.workloads, ({ cluster }) => cluster));
}

function podsOfNamespaces(world: World): ReadonlyMap<string, readonly Pod[]> {
  return world.remember('pods of namespaces', () => groupBy(world.facts.workloads, ({ namespace }) => namespace));
}
