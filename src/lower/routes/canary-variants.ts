import type { HTTPMatchRequest, HTTPMirrorPolicy, Subset } from '../../istio/generated/types/index.ts';
import type { PortFacts, ServiceFacts } from '../../istio/inventory.ts';
import type { CanarySpec, RouteVariant, SubsetsVariant, Variant } from '../../model/specs.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { cohortMatches } from './cohort-match.ts';
import { destinationOf } from './http-routes.ts';

/** A route whose destination is its service's default one. `port` where the destination has to name it. */
export interface RoutePlace {
  readonly protocol: 'http' | 'tls' | 'tcp';
  readonly index: number;
  readonly port: PortFacts | undefined;
  /** The route's own conditions, as Istio writes them. */
  readonly match?: readonly HTTPMatchRequest[] | undefined;
  /** What the route copies by itself: the canary's copies come on top. */
  readonly mirrors?: readonly HTTPMirrorPolicy[] | undefined;
}

/** How the canaries of a service that hold it in this client cluster change a route to its default destination. */
export function routeVariants(index: MeshIndex, service: ServiceFacts, cluster: string, at: RoutePlace): Variant[] {
  if (service.versions.length < 2) return [];
  return index.canariesIn(service.key, cluster).map(({ spec }) => routeVariant(spec, service, cluster, at));
}

function routeVariant(canary: CanarySpec, service: ServiceFacts, cluster: string, at: RoutePlace): RouteVariant {
  const settled = destinationOf(service, canary.to, at.port);
  const to = canary.pinToCluster ? destinationOf(service, pinnedSubset(canary.to, cluster), at.port) : settled;
  return {
    kind: 'route',
    rollout: canary.id,
    protocol: at.protocol,
    index: at.index,
    from: destinationOf(service, canary.from, at.port),
    to,
    settled,
    ...(at.protocol === 'http' && firstStepsOf(canary, at, to)),
  };
}

/** What an HTTP route needs beside weights: conditions of the routes for the cohort and for the cookie, and the copies. */
function firstStepsOf(
  { cohort, mirror, sticky }: CanarySpec,
  { match, mirrors = [] }: RoutePlace,
  destination: RouteVariant['to'],
): Pick<RouteVariant, 'cohort' | 'mirrors' | 'sticky'> {
  const narrowed = cohort ? cohortMatches(match, cohort) : [];
  const kept = sticky ? cohortMatches(match, { cookie: sticky.cookie }) : [];
  return {
    ...(narrowed.length > 0 && { cohort: narrowed }),
    ...(sticky && kept.length > 0 && { sticky: { match: kept, setCookie: sticky.setCookie } }),
    ...(mirror && { mirrors: [...mirrors, { destination, percentage: { value: mirror.share / 10 } }] }),
  };
}

/**
 * Subsets per client cluster that keep canary traffic at home; the same in every DestinationRule of the service. Each is
 * its version's subset narrowed to one cluster: a policy of the version's own goes with it.
 */
export function subsetVariants(index: MeshIndex, service: ServiceFacts, subsets: readonly Subset[]): Variant[] {
  return (index.canaries.get(service.key) ?? [])
    .filter(({ spec }) => spec.pinToCluster)
    .map(({ spec }) => ({ kind: 'subsets', rollout: spec.id, subsets: pinnedSubsets(subsets, spec) }));
}

function pinnedSubsets(subsets: readonly Subset[], canary: CanarySpec): SubsetsVariant['subsets'] {
  const whole = subsets.find((subset) => subset.name === canary.to);
  const clusters = [...new Set(canary.waves.flatMap((wave) => wave.clusters))].sort();
  return clusters.map((cluster) => ({
    ...whole,
    name: pinnedSubset(canary.to, cluster),
    labels: { ...whole?.labels, 'topology.istio.io/cluster': cluster },
  }));
}

/** Name of the subset that holds a version in one cluster. */
export function pinnedSubset(version: string, cluster: string): string {
  return `${version}-${cluster}`;
}
