import type { Labels } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsServedBy } from '../walks/pods.ts';
import { byNamespace } from '../walks/scope.ts';
import type { WorldObject } from '../world.ts';
import { newcomers } from './walks/rivals.ts';
import { sharedPods } from './walks/selection.ts';
import { namesOf } from './walks/wording.ts';

const PATH = ['spec', 'workloadSelector', 'labels'];

/** Two Sidecars of a namespace select the same pods. */
export const sidecarsOnOnePod = defineObjectCheck({
  code: 'sidecars-on-one-pod',
  severity: 'error',
  equivalents: ['IST0110', 'KIA0003'],
  *find(world) {
    for (const cluster of world.configClusters) {
      const pods = podsServedBy(world, cluster);
      for (const [namespace, sidecars] of byNamespace(world.ofKind('Sidecar', cluster))) {
        const selecting = sidecars.map((on) => ({ on, labels: labelsOf(on) })).filter(({ labels }) => size(labels) > 0);
        const meet = (one: { labels: Labels }, other: { labels: Labels }) =>
          sharedPods(pods, namespace, one.labels, other.labels).length > 0;
        for (const { one, older } of newcomers(selecting, meet)) {
          yield {
            on: one.on,
            path: PATH,
            message: `${objectName(one.on)} and Sidecar ${namesOf(older.map(({ on }) => on))} select the same pods.`,
            why: 'A pod follows one Sidecar, the oldest; what the others import is unknown to it. Who is oldest may differ per cluster.',
            hint: 'Join them into one, or make their selectors exclude each other.',
            related: older.map(({ on }) => ({ message: 'the other Sidecar is here', on, path: PATH })),
          };
        }
      }
    }
  },
});

function labelsOf({ spec }: WorldObject<'Sidecar'>): Labels {
  return spec.workloadSelector?.labels ?? {};
}

function size(labels: Labels): number {
  return Object.keys(labels).length;
}
