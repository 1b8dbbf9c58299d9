import type { World } from '../../world.ts';
import { servicesOf } from './pods.ts';

/** Clusters from which a Service is called, or may be: those of its known callers, else all that have the Service. */
export function clientClusters(world: World, host: string): readonly string[] {
  const clusters = servicesOf(world, host).flatMap(({ clusters, callers }) =>
    callers === undefined ? clusters : callers.flatMap((caller) => caller.clusters),
  );
  return [...new Set(clusters)].sort();
}

/** Whether a proxy of some network but this one calls the Service. */
export function calledAcross(world: World, host: string, network: string): boolean {
  return clientClusters(world, host).some((name) => world.clusters.get(name)?.network !== network);
}
