import type { ClusterSurroundings, Facts } from '../../../istio/facts.ts';

/** The trust domains that an istiod has its proxies accept: its own and the aliases. */
export function trustedBy(facts: Facts, configCluster: string): readonly string[] {
  const cluster = clusterOf(facts, configCluster);
  return cluster ? [cluster.trustDomain, ...cluster.trustDomainAliases] : [];
}

export function trustDomainOf(facts: Facts, cluster: string): string {
  return clusterOf(facts, cluster)?.trustDomain ?? 'cluster.local';
}

/** `<trust domain>/ns/<namespace>/sa/<service account>`, as policies write it. */
export function identityOf(trustDomain: string, namespace: string, serviceAccount: string | undefined): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount ?? 'default'}`;
}

const byName = new WeakMap<Facts, ReadonlyMap<string, ClusterSurroundings>>();

export function clusterOf(facts: Facts, name: string): ClusterSurroundings | undefined {
  const known = byName.get(facts);
  if (known) return known.get(name);
  const clusters = new Map(facts.clusters.map((cluster) => [cluster.name, cluster]));
  byName.set(facts, clusters);
  return clusters.get(name);
}
