import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { byNamespace } from '../walks/scope.ts';
import { newcomers } from './walks/rivals.ts';
import { namesOf } from './walks/wording.ts';

/** A namespace has two Sidecars for all of its pods. */
export const defaultSidecars = defineObjectCheck({
  code: 'default-sidecars',
  severity: 'error',
  equivalents: ['IST0111', 'KIA0002'],
  *find(world) {
    for (const cluster of world.configClusters) {
      for (const [namespace, sidecars] of byNamespace(world.ofKind('Sidecar', cluster))) {
        const forAll = sidecars
          .filter(({ spec }) => Object.keys(spec.workloadSelector?.labels ?? {}).length === 0)
          .map((on) => ({ on }));
        for (const { one, older } of newcomers(forAll, () => true)) {
          yield {
            on: one.on,
            path: ['metadata', 'name'],
            message: `${objectName(one.on)} is for all pods of namespace ${namespace}, and so is Sidecar ${namesOf(older.map(({ on }) => on))}.`,
            why: 'Only the oldest is followed, and the others are ignored without a word. Who is oldest may differ per cluster.',
            hint: 'Join them into one, or give all but one a workloadSelector.',
            related: older.map(({ on }) => ({ message: 'the other one is here', on, path: ['metadata', 'name'] })),
          };
        }
      }
    }
  },
});
