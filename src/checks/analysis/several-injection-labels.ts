import { itemOf, textOf } from '../../istio/message.ts';
import { defineObjectCheck } from '../object-check.ts';
import { listed } from './walks/wording.ts';

/** A namespace carries labels that enrol its pods in two ways. */
export const severalInjectionLabels = defineObjectCheck({
  code: 'several-injection-labels',
  severity: 'warning',
  equivalents: ['IST0123'],
  *find(world) {
    for (const namespace of world.ofKind('Namespace')) {
      const labels = itemOf(namespace.manifest.metadata.labels);
      const enrolling = [
        ['istio-injection', textOf(labels['istio-injection']) === 'enabled'],
        ['istio.io/rev', textOf(labels['istio.io/rev']) !== ''],
        ['istio.io/dataplane-mode', textOf(labels['istio.io/dataplane-mode']) === 'ambient'],
      ] as const;
      const set = enrolling.flatMap(([label, enrols]) => (enrols ? [label] : []));
      if (set.length < 2) continue;
      yield {
        on: namespace,
        path: ['metadata', 'labels', set[1]!],
        message: `Namespace ${namespace.name} has ${listed(set.map((label) => `${label}=${textOf(labels[label])}`))}: labels that contradict each other.`,
        why: 'istio-injection hides istio.io/rev, so that the pods get the sidecar of another revision than the label says; with ambient they would get two proxies, or the one that was not meant.',
        hint: 'Keep one of them.',
      };
    }
  },
});
