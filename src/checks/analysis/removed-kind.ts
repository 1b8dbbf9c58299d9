import { itemOf, textOf } from '../../istio/message.ts';
import { defineObjectCheck } from '../object-check.ts';

const REMOVED: readonly string[] = ['ClusterRbacConfig', 'RbacConfig', 'ServiceRole', 'ServiceRoleBinding'];

/** A CustomResourceDefinition is for a kind that Istio no longer has. */
export const removedKind = defineObjectCheck({
  code: 'removed-kind',
  severity: 'warning',
  equivalents: ['IST0002'],
  *find(world) {
    for (const definition of world.ofKind('CustomResourceDefinition.apiextensions.k8s.io')) {
      const { group, names } = definition.spec;
      const kind = textOf(itemOf(names).kind);
      if (group !== 'rbac.istio.io' || !REMOVED.includes(kind)) continue;
      yield {
        on: definition,
        path: ['spec', 'names', 'kind'],
        message: `CustomResourceDefinition ${definition.name} is for ${kind} of rbac.istio.io, which Istio removed.`,
        why: 'Objects of the kind look as if they protected something; no istiod reads them.',
        hint: 'Write AuthorizationPolicies in their place, and remove the definition.',
      };
    }
  },
});
