import type { World } from '../../world.ts';
import { servicesOf } from './pods.ts';

/** Clusters from which a Service is called, or may be: those of its known callers, else all that have the Service. */
export function clientClusters(world: World, host: string): readonly string[] {
  const byHost = world.remember('client clusters', () => new Map<string, readonly string[]>());
  let known = byHost.get(host);
  if (!known) {
    const clusters = new Set<string>();
    for (const service of servicesOf(world, host)) {
      const callers = service.callers ?? [service];
      for (const caller of callers) for (const cluster of caller.clusters) clusters.add(cluster);
    }
    known = [...clusters].sort();
    byHost.set(host, known);
  }
  return known;
}

/** Whether a proxy of some network but this one calls the Service. */
export function calledAcross(world: World, host: string, network: string): boolean {
  return clientClusters(world, host).some((name) => world.clusters.get(name)?.network !== network);
}
