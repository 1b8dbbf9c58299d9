import { CLUSTER_LABEL } from './labels.ts';

/** The part of a match of Istio's that says whose requests it is about: HTTP, TCP and TLS routes have it alike. */
export interface SourceMatch {
  readonly sourceLabels?: Readonly<Record<string, string>>;
}

/** A route of any protocol. */
export interface MatchingRoute {
  readonly match?: readonly SourceMatch[];
}

/**
 * A route narrowed to callers in some clusters, by the label that istiod gives to every proxy; none where it is about
 * callers elsewhere already.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest-source_labels
 */
export function fromClusters<R extends MatchingRoute>(route: R, clusters: readonly string[]): R | undefined {
  const match = (route.match ?? [{}]).flatMap((one) => {
    const { [CLUSTER_LABEL]: already, ...labels } = one.sourceLabels ?? {};
    if (already !== undefined) return clusters.includes(already) ? [one] : [];
    return clusters.map((cluster) => ({ ...one, sourceLabels: { ...labels, [CLUSTER_LABEL]: cluster } }));
  });
  return match.length === 0 ? undefined : { ...route, match };
}
