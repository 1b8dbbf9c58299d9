import type { Manifest } from '../../istio/manifest.ts';
import { type Copy, copiesFor } from '../../istio/route-copies.ts';
import { fromClusters, type MatchingRoute } from '../../istio/source-cluster.ts';
import type { RouteVariant, Variant } from '../../model/specs.ts';
import type { ClusterObject } from '../cluster-object.ts';

const PROTOCOLS = ['http', 'tls', 'tcp'] as const;
type Protocol = (typeof PROTOCOLS)[number];

/**
 * One VirtualService for the clients of several clusters: each route stands once where it is the same for all of them,
 * and otherwise once for each cluster that has its own. The cluster that would need what cannot be said, where it differs
 * in another thing than in routes, or where its routes are those of a gateway.
 */
export function joinedRoutes(
  config: string,
  versions: readonly ClusterObject[],
): Pick<ClusterObject, 'manifest' | 'variants'> | string {
  const [first] = versions as [ClusterObject, ...ClusterObject[]];
  const other = versions.find(({ manifest }) => frameOf(manifest) !== frameOf(first.manifest));
  if (other) return other.cluster;
  const clients = versions.map(({ cluster }) => cluster);
  const parts = PROTOCOLS.map((protocol) => joinedPart(protocol, config, versions));
  const isOfGateway = first.manifest.spec?.gateways !== undefined;
  if (isOfGateway && parts.some(({ split }) => split)) return clients.find((name) => name !== first.cluster) ?? config;
  const spec = { ...first.manifest.spec };
  for (const [i, protocol] of PROTOCOLS.entries()) if (spec[protocol]) spec[protocol] = parts[i]?.routes;
  const same = parts.every(({ split }) => !split);
  return {
    manifest: same ? first.manifest : { ...first.manifest, spec },
    variants: parts.flatMap(({ variants }) => variants),
  };
}

/** All but its routes; how many there are has to be the same. */
function frameOf({ metadata, spec }: Manifest): string {
  const { http, tls, tcp, ...frame } = spec ?? {};
  const sizes = [http, tls, tcp].map((routes) => (Array.isArray(routes) ? routes.length : 0));
  return JSON.stringify([metadata, frame, sizes]);
}

interface Part {
  readonly routes: readonly MatchingRoute[];
  readonly variants: readonly Variant[];
  /** Whether some route is there for single clusters. */
  readonly split: boolean;
}

function joinedPart(protocol: Protocol, config: string, versions: readonly ClusterObject[]): Part {
  const listOf = ({ manifest }: ClusterObject) => (manifest.spec?.[protocol] ?? []) as readonly MatchingRoute[];
  const routes: MatchingRoute[] = [];
  const variants: RouteVariant[] = [];
  const length = Math.max(...versions.map((one) => listOf(one).length));
  for (let i = 0; i < length; i++) {
    const clients = versions.map((one) => ({ cluster: one.cluster, routes: listOf(one).slice(i, i + 1) }));
    for (const copy of copiesFor(clients, config)) {
      if (copy.routes.length === 0) continue;
      const index = routes.length;
      routes.push(...copy.routes);
      for (const { cluster, variants: own } of versions) {
        if (!copy.clusters.includes(cluster)) continue;
        const here = own.filter((one) => one.kind === 'route' && one.protocol === protocol && one.index === i);
        variants.push(...(here as RouteVariant[]).map((one) => ({ ...movedBy(one, copy), index, client: cluster })));
      }
    }
  }
  return { routes, variants, split: routes.length > length };
}

/** What a canary does to a copy of its route: its cohort and its cookie, too, are only those of the copy's clients. */
function movedBy(variant: RouteVariant, { clusters, narrowed }: Copy<MatchingRoute>): RouteVariant {
  if (!narrowed) return { ...variant, clients: clusters };
  const matchOf = (match: readonly object[]) => fromClusters({ match }, clusters)?.match ?? [];
  const { cohort, sticky } = variant;
  return {
    ...variant,
    clients: clusters,
    ...(cohort && { cohort: matchOf(cohort) }),
    ...(sticky && { sticky: { ...sticky, match: matchOf(sticky.match) } }),
  };
}
