import type { World, WorldObject } from '../../world.ts';

/** Objects of a kind that some istiod reads. Those of a cluster that is no config cluster act nowhere. */
export function* acting<K extends string>(world: World, kind: K): Iterable<WorldObject<K>> {
  for (const cluster of world.configClusters) yield* world.ofKind(kind, cluster);
}

/** The clusters whose proxies the istiod of a config cluster configures. */
export function servedBy(world: World, configCluster: string): ReadonlySet<string> {
  const byConfig = world.remember('clusters served', () => {
    const served = new Map<string, Set<string>>();
    for (const { name, configCluster } of world.facts.clusters) {
      const names = served.get(configCluster);
      if (names) names.add(name);
      else served.set(configCluster, new Set([name]));
    }
    return served;
  });
  return byConfig.get(configCluster) ?? new Set();
}

/** The objects of each namespace of one cluster. */
export function byNamespace<K extends string>(
  objects: readonly WorldObject<K>[],
): ReadonlyMap<string, readonly WorldObject<K>[]> {
  return groupBy(objects, (object) => object.namespace);
}

/** Things by a key of theirs, in their order. */
export function groupBy<T>(things: Iterable<T>, keyOf: (thing: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}
