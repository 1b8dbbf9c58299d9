import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsServedBy } from '../walks/pods.ts';
import { acting } from '../walks/scope.ts';
import { printLabels } from './walks/wording.ts';

/** A Sidecar is for pods that its namespace does not have. */
export const sidecarSelectsNoPods = defineObjectCheck({
  code: 'sidecar-selects-no-pods',
  severity: 'error',
  equivalents: ['IST0101', 'KIA0004'],
  *find(world) {
    if (!world.facts.complete) return;
    for (const sidecar of acting(world, 'Sidecar')) {
      const labels = sidecar.spec.workloadSelector?.labels ?? {};
      if (Object.keys(labels).length === 0) continue;
      if (podsServedBy(world, sidecar.cluster).matching(labels, sidecar.namespace).length > 0) continue;
      yield {
        on: sidecar,
        path: ['spec', 'workloadSelector', 'labels'],
        message: `${objectName(sidecar)} selects pods with ${printLabels(labels)}, and namespace ${sidecar.namespace} has none.`,
        why: "It acts on nothing: the pods it was meant for keep the namespace's or the mesh's Sidecar, or know every service.",
        hint: 'Correct the labels, or remove the Sidecar if its pods are gone.',
      };
    }
  },
});
