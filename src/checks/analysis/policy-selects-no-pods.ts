import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsServedBy } from '../walks/pods.ts';
import { acting } from '../walks/scope.ts';
import type { World, WorldObject } from '../world.ts';
import { printLabels } from './walks/wording.ts';

/** An AuthorizationPolicy is for pods of the mesh that do not exist. */
export const policySelectsNoPods = defineObjectCheck({
  code: 'policy-selects-no-pods',
  severity: 'warning',
  equivalents: ['IST0127', 'KIA0004'],
  *find(world) {
    if (!world.facts.complete) return;
    for (const policy of acting(world, 'AuthorizationPolicy')) {
      if (policy.spec.targetRef || policy.spec.targetRefs || protectsSomething(world, policy)) continue;
      const labels = policy.spec.selector?.matchLabels;
      const where = policy.namespace === world.facts.rootNamespace ? 'the mesh' : `namespace ${policy.namespace}`;
      yield {
        on: policy,
        path: labels ? ['spec', 'selector', 'matchLabels'] : ['metadata', 'namespace'],
        message: labels
          ? `${objectName(policy)} selects pods with ${printLabels(labels)}, and ${where} has none that has a proxy.`
          : `${objectName(policy)} is for all pods of ${where}, which has none that has a proxy.`,
        why: 'It protects nothing: whoever it was meant to keep out gets in.',
        hint: 'Correct the labels or the namespace, or give the pods a sidecar: only a proxy can enforce the policy.',
      };
    }
  },
});

function protectsSomething(world: World, { spec, namespace, cluster }: WorldObject<'AuthorizationPolicy'>): boolean {
  const pods = podsServedBy(world, cluster);
  const everywhere = namespace === world.facts.rootNamespace;
  // For the whole mesh: that it may be empty for now is nobody's mistake.
  if (everywhere && !spec.selector) return true;
  return pods
    .matching(spec.selector?.matchLabels ?? {}, everywhere ? undefined : namespace)
    .some(({ proxy, cluster: at }) => proxy !== 'none' || isAmbient(world, at, namespace));
}

/** Pods without a sidecar are protected by ztunnel where their namespace is enrolled. */
function isAmbient({ facts }: World, cluster: string, namespace: string): boolean {
  return (facts.namespaces ?? []).some(
    (one) => one.cluster === cluster && one.name === namespace && one.labels['istio.io/dataplane-mode'] === 'ambient',
  );
}
