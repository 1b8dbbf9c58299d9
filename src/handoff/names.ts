import type { GateSpec } from '../model/specs.ts';

/** Labels of every object of the hand-off, by which people and notifications find what belongs to a mesh. */
export const MESH_LABEL = 'meshwright/mesh';
export const CLUSTER_LABEL = 'meshwright/cluster';

/** The Application or Kustomization that the gate `applied` asks for, without its namespace; else the usual name. */
export function askedName(gates: readonly GateSpec[], by: 'argocd' | 'flux', usual: string): string {
  const gate = gates.find((spec) => spec.kind === 'applied' && spec.by === by);
  const asked = by === 'argocd' ? gate?.application : gate?.kustomization;
  return typeof asked === 'string' ? asked.slice(asked.indexOf('/') + 1) : usual;
}

/** Where no gate says which contexts it reads. */
const USUAL_CONTEXT = 'applied/{mesh}/{cluster}';

/** Contexts of the commit statuses that gates of the mesh and its canaries wait for. */
export function statusContexts(gates: readonly GateSpec[]): readonly string[] {
  const asked = gates.flatMap((spec) =>
    spec.kind === 'applied' && spec.by === 'commitStatus' && typeof spec.context === 'string' ? [spec.context] : [],
  );
  return asked.length === 0 ? [USUAL_CONTEXT] : [...new Set(asked)].sort();
}

/** `bookinfo-statuses`, and for a second one `bookinfo-statuses-2`. */
export function numbered(name: string, index: number): string {
  return index === 0 ? name : `${name}-${index + 1}`;
}
