import type { Labels } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';
import { podsServedBy } from './walks/pods.ts';
import { byNamespace } from './walks/scope.ts';
import { sharedPods } from './walks/selection.ts';
import { namesOf } from './walks/wording.ts';

type Telemetry = WorldObject<'Telemetry'>;

/** Two Telemetries of a namespace select the same pods. */
export const telemetriesOnOnePod = defineObjectCheck({
  code: 'telemetries-on-one-pod',
  severity: 'error',
  equivalents: ['IST0159'],
  *find(world) {
    for (const cluster of world.configClusters) {
      for (const [, telemetries] of byNamespace(world.ofKind('Telemetry', cluster))) {
        yield* conflicts(
          world,
          telemetries.filter((one) => Object.keys(labelsOf(one)).length > 0),
        );
      }
    }
  },
});

function* conflicts(world: World, telemetries: readonly Telemetry[]) {
  for (const on of telemetries) {
    const pods = podsServedBy(world, on.cluster);
    const rivals = telemetries.filter(
      (other) => other !== on && sharedPods(pods, on.namespace, labelsOf(on), labelsOf(other)).length > 0,
    );
    if (rivals.length === 0) continue;
    yield {
      on,
      path: ['spec', 'selector', 'matchLabels'],
      message: `${objectName(on)} and Telemetry ${namesOf(rivals)} select the same pods.`,
      why: 'Istio applies one Telemetry of each level to a pod, the oldest; what the others ask for is not done.',
      hint: 'Join them into one, or make their selectors exclude each other.',
      related: rivals.map((rival) => ({
        message: 'the other one is here',
        on: rival,
        path: ['spec', 'selector', 'matchLabels'],
      })),
    };
  }
}

function labelsOf({ spec }: Telemetry): Labels {
  return spec.selector?.matchLabels ?? {};
}
