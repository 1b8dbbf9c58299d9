import type { Facts } from '../../istio/facts.ts';
import type { Manifest } from '../../istio/manifest.ts';
import { printRef, refOf } from '../../simulate/objects.ts';
import type { Changed } from './changes.ts';
import { touchedHosts } from './touched.ts';
import type { TrafficDifference } from './types.ts';

interface Around {
  readonly routes: readonly Manifest[];
  readonly facts: Facts;
}

/** Changed objects that can touch none of the hosts whose requests changed: what they change has to be read. */
export function unnoticedObjects(
  changed: readonly Changed[],
  noticed: ReadonlySet<string>,
  { routes, facts }: Around,
): TrafficDifference['unnoticed'] {
  const objects = new Map<string, { readonly clusters: string[]; readonly isNoticed: boolean }>();
  for (const one of changed) {
    const manifest = one.after ?? one.before;
    if (!manifest) continue;
    const object = printRef(refOf(manifest));
    const known = objects.get(object);
    if (known) {
      known.clusters.push(one.cluster);
      continue;
    }
    const touched = noticed.size === 0 ? undefined : touchedHosts([one], routes, facts);
    const isNoticed = touched !== undefined && [...noticed].some((host) => touched.covers(host));
    objects.set(object, { clusters: [one.cluster], isNoticed });
  }
  return [...objects].filter(([, { isNoticed }]) => !isNoticed).map(([object, { clusters }]) => ({ object, clusters }));
}
