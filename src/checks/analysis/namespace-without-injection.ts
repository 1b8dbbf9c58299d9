import { KUBERNETES_NAMESPACES } from '../../istio/kubernetes-namespaces.ts';
import { itemOf } from '../../istio/message.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';

const LABELS: readonly string[] = ['istio-injection', 'istio.io/rev', 'istio.io/dataplane-mode'];

/** A namespace does not say whether its pods belong to the mesh. */
export const namespaceWithoutInjection = defineObjectCheck({
  code: 'namespace-without-injection',
  severity: 'info',
  equivalents: ['IST0102'],
  *find(world) {
    for (const namespace of world.ofKind('Namespace')) {
      if (namespace.name === world.facts.rootNamespace || KUBERNETES_NAMESPACES.includes(namespace.name)) continue;
      const labels = itemOf(namespace.manifest.metadata.labels);
      if (LABELS.some((label) => label in labels) || hasProxies(world, namespace)) continue;
      yield {
        on: namespace,
        path: ['metadata'],
        message: `${objectName(namespace).replace(/ .*/, ` ${namespace.name}`)} does not say whether its pods belong to the mesh.`,
        why: 'Its pods get no sidecar: they are called and call in plaintext, follow no route, and no policy protects them.',
        hint: "Label it 'istio-injection: enabled', 'istio.io/rev: …' or 'istio.io/dataplane-mode: ambient'; or 'istio-injection: disabled' where that is meant.",
      };
    }
  },
});

/** Pods can ask for a sidecar themselves, and gateways are proxies anyway. */
function hasProxies({ facts }: World, { cluster, name }: WorldObject): boolean {
  return facts.workloads.some((pods) => pods.cluster === cluster && pods.namespace === name && pods.proxy !== 'none');
}
