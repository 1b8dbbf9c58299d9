import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsServedBy } from '../walks/pods.ts';
import { acting } from '../walks/scope.ts';
import { printLabels } from './walks/wording.ts';

/** A Telemetry is for pods that its namespace does not have. */
export const telemetrySelectsNoPods = defineObjectCheck({
  code: 'telemetry-selects-no-pods',
  severity: 'error',
  equivalents: ['IST0101'],
  *find(world) {
    if (!world.facts.complete) return;
    for (const telemetry of acting(world, 'Telemetry')) {
      const labels = telemetry.spec.selector?.matchLabels ?? {};
      if (Object.keys(labels).length === 0) continue;
      if (podsServedBy(world, telemetry.cluster).matching(labels, telemetry.namespace).length > 0) continue;
      yield {
        on: telemetry,
        path: ['spec', 'selector', 'matchLabels'],
        message: `${objectName(telemetry)} selects pods with ${printLabels(labels)}, and namespace ${telemetry.namespace} has none.`,
        why: 'It acts on nothing: no pod gets the metrics, traces or access logs that it asks for.',
        hint: 'Correct the labels, or remove the Telemetry if its pods are gone.',
      };
    }
  },
});
