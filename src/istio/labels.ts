export type Labels = Readonly<Record<string, string>>;

/** Whether pods with these labels are selected. An empty selector selects every pod. */
export function selects(selector: Labels, labels: Labels): boolean {
  for (const key in selector) if (labels[key] !== selector[key]) return false;
  return true;
}

/** The same labels in the order of their names: what is frozen does not depend on how it was written. */
export function sortedLabels(labels: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Labels that istiod gives to endpoints, whatever their pods carry. */
export const CLUSTER_LABEL = 'topology.istio.io/cluster';
export const NETWORK_LABEL = 'topology.istio.io/network';

/** A selector as Kubernetes has it: every label and every requirement. */
export interface LabelSelection {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** Whether labels are those that a selector of Kubernetes' asks for. */
export function meets({ matchLabels = {}, matchExpressions = [] }: LabelSelection, labels: Labels): boolean {
  return (
    selects(matchLabels, labels) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'In') return value !== undefined && values.includes(value);
      if (operator === 'NotIn') return value === undefined || !values.includes(value);
      return operator === 'Exists' ? value !== undefined : value === undefined;
    })
  );
}
