import type { Manifest } from '../../istio/manifest.ts';
import type { Scoped } from '../../model/snapshot-types.ts';
import type { Tier } from '../../model/specs.ts';
import type { ClusterObject } from '../cluster-object.ts';
import { groupBy } from '../group-by.ts';
import { appliesIn, type MeshIndex } from '../mesh-index.ts';
import { winnerIn } from '../precedence.ts';
import { type ServerPlace, serverPlace, subjectKey } from './server-place.ts';

type Build<T> = (policy: T, place: ServerPlace) => Manifest | undefined;

/** One object for each subject and cluster that runs its pods: that of the policy which holds there. */
export function perSubject<T extends Scoped>(
  index: MeshIndex,
  policies: readonly T[],
  tier: Tier,
  build: Build<T>,
): ClusterObject[] {
  const bySubject = groupBy(policies, ({ subject }) => subjectKey(subject));
  return [...bySubject.values()].flatMap((own) => {
    const [first] = own;
    const place = first && serverPlace(index, first.subject, first.id);
    if (!place) return [];
    const built = new Map<T, Manifest | undefined>();
    return place.clusters.flatMap((cluster) => {
      const policy = winnerIn(own, cluster);
      if (!policy) return [];
      if (!built.has(policy)) built.set(policy, build(policy, serverPlace(index, policy.subject, policy.id) ?? place));
      const manifest = built.get(policy);
      if (!manifest) return [];
      return [{ cluster, manifest, tier, service: place.service, at: policy.at, variants: [] }];
    });
  });
}

/** One object for each policy and cluster: several about one subject are all in force. */
export function perPolicy<T extends Scoped>(
  index: MeshIndex,
  policies: readonly T[],
  tier: Tier,
  build: Build<T>,
): ClusterObject[] {
  return policies.flatMap((policy) => {
    const place = serverPlace(index, policy.subject, policy.id);
    const manifest = place && build(policy, place);
    if (!manifest) return [];
    const more = { manifest, tier, service: place.service, at: policy.at, variants: [] };
    return place.clusters
      .filter((cluster) => appliesIn(policy, cluster))
      .map((cluster): ClusterObject => ({ cluster, ...more }));
  });
}

/** As most kinds of Istio's select pods; nothing where all pods of the namespace are meant. */
export function matchLabels({ selector }: ServerPlace) {
  return selector === undefined ? {} : { selector: { matchLabels: selector } };
}
