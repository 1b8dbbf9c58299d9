import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';

/** A PeerAuthentication with a selector in the root namespace: istiod reads only the one without. */
export const peerAuthenticationWithoutEffect = defineObjectCheck({
  code: 'peer-authentication-without-effect',
  severity: 'warning',
  *find(world) {
    for (const object of world.ofKind('PeerAuthentication')) {
      if (object.namespace !== world.facts.rootNamespace) continue;
      if (Object.keys(object.spec.selector?.matchLabels ?? {}).length === 0) continue;
      yield {
        on: object,
        path: ['spec', 'selector'],
        message: `${objectName(object)} selects workloads from Istio's root namespace, where Istio ignores a PeerAuthentication with a selector.`,
        why: 'The workloads that it names keep the mode of their namespace or of the mesh.',
        hint: "Move it to the workloads' namespace, or drop the selector to set the mode of the whole mesh.",
      };
    }
  },
});
