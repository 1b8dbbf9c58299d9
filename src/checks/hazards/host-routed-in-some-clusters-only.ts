import { fullHost, isWildcardHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { Target } from '../walks/destinations.ts';
import { targetsOf } from '../walks/routes.ts';
import type { World, WorldObject } from '../world.ts';
import { clientClusters } from './walks/clients.ts';
import { isMeshBound } from './walks/gateways.ts';
import { servicesOf } from './walks/pods.ts';

/** A host whose versions are pinned in one cluster and not in another: callers there spread over all of them. */
export const hostRoutedInSomeClustersOnly = defineObjectCheck({
  code: 'host-routed-in-some-clusters-only',
  severity: 'warning',
  *find(world) {
    const routed = pinnedHosts(world);
    for (const [host, byCluster] of routed) {
      const [first] = byCluster.values();
      if (!first) continue;
      const callers = clientClusters(world, host).map((name) => world.clusters.get(name)?.configCluster ?? name);
      const bare = [...new Set(callers)].filter((name) => !byCluster.has(name)).sort();
      // A cluster without any object of the mesh is one that nobody has described, or not one with sidecars.
      const described = bare.filter((name) => world.ofKind('VirtualService', name).length > 0);
      if (described.length === 0) continue;
      yield {
        on: first,
        clusters: described,
        message: `${objectName(first)} pins versions of ${host} in ${[...byCluster.keys()].sort().join(', ')}; ${described.join(', ')} ${described.length === 1 ? 'has' : 'have'} no route for it.`,
        why: 'Routes act where the caller is: callers in clusters without one spread over the pods of every version, a canary among them.',
        hint: 'Give the clusters of all callers a VirtualService for the host, with weights of their own if need be.',
      };
    }
  },
});

/** By host the VirtualService of each cluster that has one; of hosts for which some cluster names a subset. */
function pinnedHosts(world: World): ReadonlyMap<string, ReadonlyMap<string, WorldObject<'VirtualService'>>> {
  const routed = new Map<string, Map<string, WorldObject<'VirtualService'>>>();
  const pinned = new Set<string>();
  for (const cluster of world.configClusters) {
    for (const object of world.ofKind('VirtualService', cluster)) {
      if (!isMeshBound(object)) continue;
      for (const written of object.spec.hosts ?? []) {
        const host = fullHost(written, object.namespace);
        if (isWildcardHost(host) || servicesOf(world, host).length === 0) continue;
        const byCluster = routed.get(host) ?? new Map<string, WorldObject<'VirtualService'>>();
        routed.set(host, byCluster.set(cluster, object));
        if (!pinned.has(host) && targetsOf(world, object).some(({ targets }) => pins(targets, host))) pinned.add(host);
      }
    }
  }
  for (const host of routed.keys()) if (!pinned.has(host)) routed.delete(host);
  return routed;
}

function pins(targets: readonly Target[], host: string): boolean {
  return targets.some((one) => one.host === host && one.destination.subset !== undefined);
}
