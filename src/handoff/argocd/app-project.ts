import { groupOf, type Manifest } from '../../istio/manifest.ts';
import type { ArgoCdSpec } from '../../model/specs.ts';
import { MESH_LABEL } from '../names.ts';
import { type HandOff, repositories } from '../sources.ts';
import { argoName } from './generators.ts';

/**
 * What Applications of the mesh may do: take from its repositories, write to its clusters, any object of a namespace,
 * and of others those kinds alone that the folders hold.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export function appProject(handOff: HandOff<ArgoCdSpec>): Manifest {
  const { mesh, tool, clusters } = handOff;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: mesh, namespace: tool.namespace, labels: { [MESH_LABEL]: mesh } },
    spec: {
      description: `Clusters of the mesh ${mesh}`,
      sourceRepos: [...repositories(handOff).keys()],
      destinations: clusters.map((cluster) => ({ name: argoName(handOff, cluster), namespace: '*' })),
      clusterResourceWhitelist: clusterKinds(handOff.manifests),
      namespaceResourceWhitelist: [{ group: '*', kind: '*' }],
    },
  };
}

function clusterKinds(manifests: readonly Manifest[]): readonly object[] {
  // Namespaces outlive their files, and what a project does not permit makes an Application Unknown.
  const kinds = new Map<string, object>([['/Namespace', { group: '', kind: 'Namespace' }]]);
  for (const { apiVersion, kind, metadata } of manifests) {
    const group = groupOf(apiVersion);
    if (metadata.namespace === undefined) kinds.set(`${group}/${kind}`, { group, kind });
  }
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}
