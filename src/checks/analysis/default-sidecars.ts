import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { byNamespace } from './walks/scope.ts';
import { namesOf } from './walks/wording.ts';

/** A namespace has two Sidecars for all of its pods. */
export const defaultSidecars = defineObjectCheck({
  code: 'default-sidecars',
  severity: 'error',
  equivalents: ['IST0111', 'KIA1003'],
  *find(world) {
    for (const cluster of world.configClusters) {
      for (const [namespace, sidecars] of byNamespace(world.ofKind('Sidecar', cluster))) {
        const forAll = sidecars.filter(({ spec }) => Object.keys(spec.workloadSelector?.labels ?? {}).length === 0);
        for (const on of forAll) {
          const rivals = forAll.filter((other) => other !== on);
          if (rivals.length === 0) continue;
          yield {
            on,
            path: ['metadata', 'name'],
            message: `${objectName(on)} is for all pods of namespace ${namespace}, and so is Sidecar ${namesOf(rivals)}.`,
            why: 'Only the oldest is followed, and the others are ignored without a word. Who is oldest may differ per cluster.',
            hint: 'Join them into one, or give all but one a workloadSelector.',
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
