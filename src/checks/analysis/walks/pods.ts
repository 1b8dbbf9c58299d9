import type { ClusterSurroundings, WorkloadSurroundings } from '../../../istio/facts.ts';
import { CLUSTER_LABEL, type Labels, NETWORK_LABEL, selects } from '../../../istio/labels.ts';
import type { World } from '../../world.ts';
import { servedBy } from './scope.ts';

const REGION_LABEL = 'topology.kubernetes.io/region';
/** Labels that istiod takes from the node of a pod, which is not known here: whoever asks for one may be right. */
const NODE_LABELS = ['topology.kubernetes.io/zone', 'topology.istio.io/subzone', 'kubernetes.io/hostname'];

/** Groups of pods, found by labels without a look at every one. */
export class Pods {
  readonly all: readonly WorkloadSurroundings[];
  readonly #labels = new Map<WorkloadSurroundings, Labels>();
  readonly #posted = new Map<string, WorkloadSurroundings[]>();

  constructor(workloads: readonly WorkloadSurroundings[], clusters: ReadonlyMap<string, ClusterSurroundings>) {
    this.all = workloads;
    for (const pods of workloads) {
      const labels = withTopology(pods, clusters.get(pods.cluster));
      this.#labels.set(pods, labels);
      for (const key in labels) this.#post(`${key}=${labels[key]}`, pods);
    }
  }

  /** Those that have all the labels, the ones that istiod adds (cluster, network, region) among them. */
  matching(selector: Labels, namespace?: string): readonly WorkloadSurroundings[] {
    const wanted = this.#decidable(selector);
    let fewest = this.all;
    for (const key in wanted) {
      const posted = this.#posted.get(`${key}=${wanted[key]}`) ?? [];
      if (posted.length < fewest.length) fewest = posted;
    }
    return fewest.filter(
      (pods) => (namespace === undefined || pods.namespace === namespace) && selects(wanted, this.#labels.get(pods)!),
    );
  }

  #decidable(selector: Labels): Labels {
    if (!NODE_LABELS.some((key) => key in selector) && !(REGION_LABEL in selector)) return selector;
    const known = (key: string) =>
      key === REGION_LABEL ? this.all.every((pods) => this.#labels.get(pods)![key]) : !NODE_LABELS.includes(key);
    return Object.fromEntries(Object.entries(selector).filter(([key]) => known(key)));
  }

  #post(label: string, pods: WorkloadSurroundings): void {
    const posted = this.#posted.get(label);
    if (posted) posted.push(pods);
    else this.#posted.set(label, [pods]);
  }
}

function withTopology({ cluster, labels }: WorkloadSurroundings, at: ClusterSurroundings | undefined): Labels {
  return {
    ...(at?.region ? { [REGION_LABEL]: at.region } : {}),
    ...(at?.network ? { [NETWORK_LABEL]: at.network } : {}),
    [CLUSTER_LABEL]: cluster,
    ...labels,
  };
}

/** Pods whose proxies the istiod of a config cluster configures. */
export function podsServedBy(world: World, configCluster: string): Pods {
  return world.remember(`pods served by ${configCluster}`, () => {
    const served = servedBy(world, configCluster);
    return new Pods(
      world.facts.workloads.filter((pods) => served.has(pods.cluster)),
      world.clusters,
    );
  });
}

/** All pods of the mesh: endpoints come from every cluster. */
export function allPods(world: World): Pods {
  return world.remember('all pods', () => new Pods(world.facts.workloads, world.clusters));
}

/** Namespaces with pods that have a sidecar, as far as known. */
export function sidecarNamespaces(world: World, configCluster: string): readonly string[] {
  return world.remember(`namespaces with sidecars of ${configCluster}`, () => [
    ...new Set(
      podsServedBy(world, configCluster).all.flatMap((pods) => (pods.proxy === 'sidecar' ? [pods.namespace] : [])),
    ),
  ]);
}
