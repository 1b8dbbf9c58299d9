import { selects } from '../istio/labels.ts';
import type { ClusterObject } from './cluster-object.ts';
import type { MeshIndex } from './mesh-index.ts';

/**
 * Whether an object that is not meant for a cluster would act there all the same, read by the istiod that the cluster
 * shares with others.
 */
export function concerns(index: MeshIndex, { manifest, service }: ClusterObject, cluster: string): boolean {
  const { kind, spec } = manifest;
  if (kind === 'DestinationRule') {
    const facts = service === undefined ? undefined : index.services.get(service);
    return facts !== undefined && index.clientClusters(facts).includes(cluster);
  }
  if (kind === 'ServiceEntry' || kind === 'WorkloadEntry') return true;
  const { namespace = '' } = manifest.metadata;
  const labels = labelsIn(kind, spec);
  const isWide = labels === undefined && namespace === index.mesh.inventory.rootNamespace;
  if (isWide) return true;
  const chosen = podsOf(index).filter(
    (pods) => pods.namespace === namespace && (labels === undefined || selects(labels, pods.labels)),
  );
  // Pods that nobody declared may run anywhere.
  return chosen.length === 0 || chosen.some(({ clusters }) => clusters.includes(cluster));
}

interface Pods {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly clusters: readonly string[];
}

function podsOf(index: MeshIndex): readonly Pods[] {
  const { services, gateways, clusters, networks, rootNamespace } = index.mesh.inventory;
  return [
    ...services.map((service) => ({
      namespace: service.namespace,
      labels: service.workload,
      clusters: index.serverClusters(service),
    })),
    ...gateways.map((gateway) => ({ ...gateway, labels: gateway.selector })),
    ...networks.flatMap(({ name, eastWestGateway: labels }) => {
      const inside = clusters.filter(({ network }) => network === name).map((cluster) => cluster.name);
      return labels ? [{ namespace: rootNamespace, labels, clusters: inside }] : [];
    }),
  ];
}

/** Labels by which an object chooses pods; undefined: all of its namespace. */
function labelsIn(kind: string, spec: unknown): Readonly<Record<string, string>> | undefined {
  const { selector, workloadSelector } = (spec ?? {}) as { readonly [field: string]: Selector | undefined };
  if (kind === 'Gateway') return selector as Readonly<Record<string, string>> | undefined;
  return selector?.matchLabels ?? workloadSelector?.labels;
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
}
