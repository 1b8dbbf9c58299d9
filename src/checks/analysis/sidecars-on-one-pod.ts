import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';
import { podsServedBy } from './walks/pods.ts';
import { byNamespace } from './walks/scope.ts';
import { sharedPods } from './walks/selection.ts';
import { namesOf, printLabels } from './walks/wording.ts';

/** Two Sidecars of a namespace select the same pods. */
export const sidecarsOnOnePod = defineObjectCheck({
  code: 'sidecars-on-one-pod',
  severity: 'error',
  equivalents: ['IST0110', 'KIA1002'],
  *find(world) {
    for (const cluster of world.configClusters) {
      for (const [, sidecars] of byNamespace(world.ofKind('Sidecar', cluster))) yield* conflicts(world, sidecars);
    }
  },
});

function* conflicts(world: World, sidecars: readonly WorldObject<'Sidecar'>[]) {
  const selecting = sidecars.filter(({ spec }) => Object.keys(spec.workloadSelector?.labels ?? {}).length > 0);
  if (selecting.length < 2) return;
  for (const on of selecting) {
    const labels = on.spec.workloadSelector?.labels ?? {};
    const rivals = selecting.filter(
      (other) =>
        other !== on && sharedPods(podsServedBy(world, on.cluster), on.namespace, labels, labelsOf(other)).length > 0,
    );
    if (rivals.length === 0) continue;
    yield {
      on,
      path: ['spec', 'workloadSelector', 'labels'],
      message: `${objectName(on)} and Sidecar ${namesOf(rivals)} select the same pods, some with ${printLabels(labels)}.`,
      why: 'A pod follows one Sidecar, the oldest; what the others import is unknown to it. Who is oldest may differ per cluster.',
      hint: 'Join them into one, or make their selectors exclude each other.',
      related: rivals.map((rival) => ({
        message: 'the other Sidecar is here',
        on: rival,
        path: ['spec', 'workloadSelector', 'labels'],
      })),
    };
  }
}

function labelsOf({ spec }: WorldObject<'Sidecar'>) {
  return spec.workloadSelector?.labels ?? {};
}
