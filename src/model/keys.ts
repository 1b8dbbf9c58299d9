import type { Cluster } from './topology/cluster.ts';

/** `<namespace>/<name>` of a service. */
export function keyOf(service: { readonly namespace: string; readonly serviceName: string }): string {
  return `${service.namespace}/${service.serviceName}`;
}

/** Sorted, each once; undefined: all clusters. */
export function clusterNames(clusters: readonly Cluster[] | undefined): readonly string[] | undefined {
  return clusters === undefined ? undefined : [...new Set(clusters.map((cluster) => cluster.node.id))].sort();
}
