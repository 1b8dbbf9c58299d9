import type { CallerRef, ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../mesh-index.ts';
import { textsOf } from './fields.ts';

/**
 * Who calls a service that is visible in these namespaces: whatever is declared there, since namespaces are all that
 * Istio keeps. `gateways`: where east-west gateways run, which have to see rules without calling anything.
 */
export function liftCallers(
  { mesh }: MeshIndex,
  exportTo: unknown,
  gateways: string | undefined,
): ServiceFacts['callers'] {
  const namespaces = textsOf(exportTo);
  if (namespaces.length === 0 || namespaces.includes('*')) return 'any';
  const of = (kind: CallerRef['kind']) => (one: { readonly key: string; readonly namespace: string }) =>
    namespaces.includes(one.namespace) && one.namespace !== gateways ? [{ kind, key: one.key }] : [];
  const { services, gateways: entries } = mesh.inventory;
  return [...services.flatMap(of('service')), ...entries.flatMap(of('gateway'))];
}
