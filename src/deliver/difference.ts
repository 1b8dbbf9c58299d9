import type { Facts } from '../istio/facts.ts';
import type { Manifest } from '../istio/manifest.ts';
import type { Applied, ChangedObject } from '../schedule/proof/index.ts';
import { trafficDifference } from '../schedule/traffic/difference.ts';
import type { TrafficDifference } from '../schedule/traffic/types.ts';

/** What a step does to requests, once all clusters have it: what is applied now against what is applied then. */
export function differenceOf(facts: Facts, applied: Applied, changes: readonly ChangedObject[]): TrafficDifference {
  const after = new Map<string, ReadonlyMap<string, Manifest>>(applied);
  for (const cluster of new Set(changes.map((change) => change.cluster))) {
    const objects = new Map(applied.get(cluster));
    for (const { cluster: own, id, versions } of changes) {
      if (own !== cluster) continue;
      const last = versions.at(-1);
      if (last) objects.set(id, last);
      else objects.delete(id);
    }
    after.set(cluster, objects);
  }
  return trafficDifference({ facts, objects: applied }, { facts, objects: after });
}
