import type { Facts } from './facts.ts';

const MODE = 'istio.io/dataplane-mode';

/**
 * Whether the node's ztunnel carries the traffic of pods that have no sidecar.
 * @see https://istio.io/latest/docs/ambient/usage/add-workloads/
 */
export function isAmbient(
  { namespaces = [] }: Pick<Facts, 'namespaces'>,
  pods: { readonly cluster: string; readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
): boolean {
  const own = pods.labels[MODE];
  if (own !== undefined) return own === 'ambient';
  const home = namespaces.find(({ cluster, name }) => cluster === pods.cluster && name === pods.namespace);
  return home?.labels[MODE] === 'ambient';
}
