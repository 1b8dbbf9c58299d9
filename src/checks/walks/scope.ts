import type { World, WorldObject } from '../world.ts';

/** Objects of a kind that some istiod reads. Those of a cluster that is no config cluster act nowhere. */
export function* acting<K extends string>(world: World, kind: K): Iterable<WorldObject<K>> {
  for (const cluster of world.configClusters) yield* world.ofKind(kind, cluster);
}

/** An object that stands for the same manifest in several config clusters. */
export interface Judged<K extends string> {
  readonly object: WorldObject<K>;
  readonly clusters: readonly string[];
}

/**
 * Objects of a kind that some istiod reads, those that clusters share only once: where the verdict depends on nothing but
 * the manifest and what `surroundings` gives for a cluster. `name` says what that is.
 */
export function judgedOnce<K extends string>(
  world: World,
  kind: K,
  name = 'alone',
  surroundings: (configCluster: string) => unknown = () => undefined,
): readonly Judged<K>[] {
  return world.remember(`${kind} judged once, ${name}`, () => {
    const judged: { object: WorldObject<K>; clusters: string[] }[] = [];
    const groups = new Map<unknown, { object: WorldObject<K>; clusters: string[] }[]>();
    for (const cluster of world.configClusters) {
      const around = surroundings(cluster);
      let group = groups.get(around);
      if (!group) {
        group = [];
        groups.set(around, group);
      }
      for (const object of world.ofKind(kind, cluster)) {
        const known = group[object.number];
        if (known) known.clusters.push(cluster);
        else {
          const first = { object, clusters: [cluster] };
          group[object.number] = first;
          judged.push(first);
        }
      }
    }
    return judged;
  });
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
