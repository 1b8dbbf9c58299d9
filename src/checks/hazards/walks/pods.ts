import type { ServiceSurroundings, WorkloadSurroundings } from '../../../istio/facts.ts';
import { type Labels, selects } from '../../../istio/labels.ts';
import type { World } from '../../world.ts';

/** Pods behind a Service's host, in every cluster that has the Service. */
export function podsOf(world: World, host: string): readonly WorkloadSurroundings[] {
  return world.remember(`pods of ${host}`, () => {
    const found = servicesOf(world, host).flatMap(({ namespace, selector, clusters }) =>
      selector === undefined
        ? []
        : podsWith(world, namespace, selector).filter((workload) => clusters.includes(workload.cluster)),
    );
    return [...new Set(found)];
  });
}

/** The Service of a host as each cluster has it: several entries where clusters differ. */
export function servicesOf(world: World, host: string): readonly ServiceSurroundings[] {
  const byHost = world.remember('services by host', () => {
    const map = new Map<string, ServiceSurroundings[]>();
    for (const service of world.facts.services) push(map, service.host, service);
    return map;
  });
  return byHost.get(host) ?? [];
}

/** Services of a namespace; of all of them where none is given. */
export function servicesIn(world: World, namespace: string | undefined): readonly ServiceSurroundings[] {
  if (namespace === undefined) return world.facts.services;
  const byNamespace = world.remember('services by namespace', () => {
    const map = new Map<string, ServiceSurroundings[]>();
    for (const service of world.facts.services) push(map, service.namespace, service);
    return map;
  });
  return byNamespace.get(namespace) ?? [];
}

/** Pods of a namespace with these labels; of every namespace where none is given. */
export function podsWith(world: World, namespace: string | undefined, labels: Labels): readonly WorkloadSurroundings[] {
  const index = world.remember('pods by label', () => new PodIndex(world.facts.workloads));
  return index.find(namespace, labels);
}

/** The region that the pods of a workload run in. */
export function regionOf(world: World, workload: WorkloadSurroundings): string {
  return world.clusters.get(workload.cluster)?.region ?? '';
}

/** Workloads by namespace and single label, so that a selector looks at few of them. */
class PodIndex {
  readonly #byNamespace = new Map<string, WorkloadSurroundings[]>();
  readonly #byLabel = new Map<string, WorkloadSurroundings[]>();
  readonly #all: readonly WorkloadSurroundings[];

  constructor(workloads: readonly WorkloadSurroundings[]) {
    this.#all = workloads;
    for (const workload of workloads) {
      push(this.#byNamespace, workload.namespace, workload);
      for (const [key, value] of Object.entries(workload.labels)) {
        push(this.#byLabel, `${workload.namespace}\u0000${key}\u0000${value}`, workload);
      }
    }
  }

  find(namespace: string | undefined, labels: Labels): readonly WorkloadSurroundings[] {
    return this.#narrowest(namespace, labels).filter((workload) => selects(labels, workload.labels));
  }

  #narrowest(namespace: string | undefined, labels: Labels): readonly WorkloadSurroundings[] {
    if (namespace === undefined) return this.#all;
    let best = this.#byNamespace.get(namespace) ?? [];
    for (const [key, value] of Object.entries(labels)) {
      const list = this.#byLabel.get(`${namespace}\u0000${key}\u0000${value}`) ?? [];
      if (list.length < best.length) best = list;
    }
    return best;
  }
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}
