import type { ClusterFacts } from '../../istio/inventory.ts';
import type { Freezing } from '../freezing.ts';
import { reportMeshConfig } from '../install/freeze-mesh-config.ts';
import type { Cluster } from './cluster.ts';
import { freezeCluster } from './freeze-topology.ts';
import type { Mesh } from './mesh.ts';

/** All clusters of a mesh, with what one of them has to know of the others. */
export function freezeClusters(mesh: Mesh, clusters: readonly Cluster[], freezing: Freezing): readonly ClusterFacts[] {
  const { rootNamespace } = mesh.props;
  if (rootNamespace !== undefined) freezing.requireLabel('namespace', rootNamespace, freezing.placeOf(mesh));
  reportMeshConfig(mesh, freezing);
  const facts = freezing.each(clusters, (cluster) => freezeCluster(cluster, freezing));
  return mesh.props.helm === undefined ? facts : withAliases(facts, mesh.props.trustDomain ?? 'cluster.local');
}

/** Where Meshwright writes what istiods are told, each is told of the other clusters' trust domains. */
function withAliases(clusters: readonly ClusterFacts[], shared: string): readonly ClusterFacts[] {
  const domains = [...new Set(clusters.map(({ trustDomain = shared }) => trustDomain))].sort();
  if (domains.length < 2) return clusters;
  return clusters.map(({ trustDomainAliases, trustDomain = shared, ...cluster }) => ({
    ...cluster,
    trustDomain,
    trustDomainAliases: trustDomainAliases ?? domains.filter((domain) => domain !== trustDomain),
  }));
}
