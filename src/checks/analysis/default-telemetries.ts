import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { byNamespace } from '../walks/scope.ts';
import type { WorldObject } from '../world.ts';
import { newcomers } from './walks/rivals.ts';
import { namesOf } from './walks/wording.ts';

/** A namespace has two Telemetries for all of its pods. */
export const defaultTelemetries = defineObjectCheck({
  code: 'default-telemetries',
  severity: 'error',
  equivalents: ['IST0160'],
  *find(world) {
    for (const cluster of world.configClusters) {
      for (const [namespace, telemetries] of byNamespace(world.ofKind('Telemetry', cluster))) {
        const forAll = telemetries.filter(isForAll).map((on) => ({ on }));
        for (const { one, older } of newcomers(forAll, () => true)) {
          yield {
            on: one.on,
            path: ['metadata', 'name'],
            message: `${objectName(one.on)} is for all pods of namespace ${namespace}, and so is Telemetry ${namesOf(older.map(({ on }) => on))}.`,
            why: 'Istio applies the oldest and ignores the others without a word: their metrics, traces or access logs are missing.',
            hint: 'Join them into one, or give all but one a selector.',
            related: older.map(({ on }) => ({ message: 'the other one is here', on, path: ['metadata', 'name'] })),
          };
        }
      }
    }
  },
});

function isForAll({ spec }: WorldObject<'Telemetry'>): boolean {
  return !spec.targetRef && !spec.targetRefs && Object.keys(spec.selector?.matchLabels ?? {}).length === 0;
}
