import { fromClusters, type MatchingRoute } from './source-cluster.ts';

/** What clients of one cluster are to have in one place of a list of routes. */
export interface ClientRoutes<R> {
  readonly cluster: string;
  readonly routes: readonly R[];
}

/** Routes for the clients of some clusters. */
export interface Copy<R> {
  readonly routes: readonly R[];
  readonly clusters: readonly string[];
  /** Whether its routes name these clusters. */
  readonly narrowed: boolean;
}

/**
 * Routes that differ between the clients of clusters which one istiod serves, one copy after the other: first those of
 * single clusters, told by the label of the cluster, last the one for everybody else, so that no proxy is left without a
 * route. That is what `last` gets, the cluster that the istiod reads, where it has clients. Equal ones are one copy.
 */
export function copiesFor<R extends MatchingRoute>(clients: readonly ClientRoutes<R>[], last: string): Copy<R>[] {
  const alike = new Map<string, { readonly routes: readonly R[]; readonly clusters: string[] }>();
  for (const { cluster, routes } of clients) {
    const key = JSON.stringify(routes);
    const same = alike.get(key);
    if (same) same.clusters.push(cluster);
    else alike.set(key, { routes, clusters: [cluster] });
  }
  const groups = [...alike.values()];
  const rest = groups.find(({ clusters }) => clusters.includes(last)) ?? groups.at(-1);
  const narrowed = groups.flatMap((group) => {
    if (group === rest) return [];
    const own = group.routes.flatMap((route) => fromClusters(route, group.clusters) ?? []);
    return [{ routes: own, clusters: group.clusters, narrowed: true }];
  });
  return rest ? [...narrowed, { ...rest, narrowed: false }] : narrowed;
}
