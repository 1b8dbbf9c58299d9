import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { byNamespace } from './walks/scope.ts';
import { namesOf } from './walks/wording.ts';

/** A namespace has two Telemetries for all of its pods. */
export const defaultTelemetries = defineObjectCheck({
  code: 'default-telemetries',
  severity: 'error',
  equivalents: ['IST0160'],
  *find(world) {
    for (const cluster of world.configClusters) {
      for (const [namespace, telemetries] of byNamespace(world.ofKind('Telemetry', cluster))) {
        const forAll = telemetries.filter(
          ({ spec }) =>
            !spec.targetRef && !spec.targetRefs && Object.keys(spec.selector?.matchLabels ?? {}).length === 0,
        );
        for (const on of forAll) {
          const rivals = forAll.filter((other) => other !== on);
          if (rivals.length === 0) continue;
          yield {
            on,
            path: ['metadata', 'name'],
            message: `${objectName(on)} is for all pods of namespace ${namespace}, and so is Telemetry ${namesOf(rivals)}.`,
            why: 'Istio applies the oldest and ignores the others without a word: their metrics, traces or access logs are missing.',
            hint: 'Join them into one, or give all but one a selector.',
            related: rivals.map((rival) => ({
              message: 'the other one is here',
              on: rival,
              path: ['metadata', 'name'],
            })),
          };
        }
      }
    }
  },
});
