export type Labels = Readonly<Record<string, string>>;

/** Whether pods with these labels are selected. An empty selector selects every pod. */
export function selects(selector: Labels, labels: Labels): boolean {
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}

/** Labels that istiod gives to endpoints, whatever their pods carry. */
export const CLUSTER_LABEL = 'topology.istio.io/cluster';
export const NETWORK_LABEL = 'topology.istio.io/network';
