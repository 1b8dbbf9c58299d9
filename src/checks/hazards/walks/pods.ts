import type { ServiceSurroundings, WorkloadSurroundings } from '../../../istio/facts.ts';
import { podsCarrying } from '../../walks/pods.ts';
import { groupBy } from '../../walks/scope.ts';
import type { World } from '../../world.ts';

const NONE: readonly ServiceSurroundings[] = [];

/** Pods behind a Service's host, in every cluster that has the Service. */
export function podsOf(world: World, host: string): readonly WorkloadSurroundings[] {
  const byHost = world.remember('pods of hosts', () => new Map<string, readonly WorkloadSurroundings[]>());
  let known = byHost.get(host);
  if (!known) {
    const found = servicesOf(world, host).map((service) => podsBehind(world, service));
    known = found.length === 1 ? found[0]! : [...new Set(found.flat())];
    byHost.set(host, known);
  }
  return known;
}

function podsBehind(
  world: World,
  { namespace, selector, clusters }: ServiceSurroundings,
): readonly WorkloadSurroundings[] {
  if (selector === undefined) return [];
  return podsCarrying(world, namespace, selector).filter((pods) => clusters.includes(pods.cluster));
}

/** The Service of a host as each cluster has it: several entries where clusters differ. */
export function servicesOf(world: World, host: string): readonly ServiceSurroundings[] {
  return world.remember('services by host', () => groupBy(world.facts.services, (one) => one.host)).get(host) ?? NONE;
}

/** Services of a namespace; of all of them where none is given. */
export function servicesIn(world: World, namespace: string | undefined): readonly ServiceSurroundings[] {
  if (namespace === undefined) return world.facts.services;
  const byNamespace = world.remember('Services by namespace', () =>
    groupBy(world.facts.services, (one) => one.namespace),
  );
  return byNamespace.get(namespace) ?? NONE;
}

/** The region that the pods of a workload run in. */
export function regionOf(world: World, workload: WorkloadSurroundings): string {
  return world.clusters.get(workload.cluster)?.region ?? '';
}
