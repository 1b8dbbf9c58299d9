import type { Labels } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsServedBy } from '../walks/pods.ts';
import { byNamespace } from '../walks/scope.ts';
import type { WorldObject } from '../world.ts';
import { newcomers } from './walks/rivals.ts';
import { sharedPods } from './walks/selection.ts';
import { namesOf } from './walks/wording.ts';

const PATH = ['spec', 'selector', 'matchLabels'];

/** Two Telemetries of a namespace select the same pods. */
export const telemetriesOnOnePod = defineObjectCheck({
  code: 'telemetries-on-one-pod',
  severity: 'error',
  equivalents: ['IST0159'],
  *find(world) {
    for (const cluster of world.configClusters) {
      const pods = podsServedBy(world, cluster);
      for (const [namespace, telemetries] of byNamespace(world.ofKind('Telemetry', cluster))) {
        const selecting = telemetries.map((on) => ({ on, labels: labelsOf(on) }));
        const meet = (one: { labels: Labels }, other: { labels: Labels }) =>
          sharedPods(pods, namespace, one.labels, other.labels).length > 0;
        const conflicts = newcomers(
          selecting.filter(({ labels }) => Object.keys(labels).length > 0),
          meet,
        );
        for (const { one, older } of conflicts) {
          yield {
            on: one.on,
            path: PATH,
            message: `${objectName(one.on)} and Telemetry ${namesOf(older.map(({ on }) => on))} select the same pods.`,
            why: 'Istio applies one Telemetry of each level to a pod, the oldest; what the others ask for is not done.',
            hint: 'Join them into one, or make their selectors exclude each other.',
            related: older.map(({ on }) => ({ message: 'the other one is here', on, path: PATH })),
          };
        }
      }
    }
  },
});

function labelsOf({ spec }: WorldObject<'Telemetry'>): Labels {
  return spec.selector?.matchLabels ?? {};
}
