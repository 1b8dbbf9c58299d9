import type { Labels } from '../../istio/labels.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { podsServedBy } from '../walks/pods.ts';
import { acting, servedBy } from '../walks/scope.ts';
import type { World, WorldObject } from '../world.ts';

const MODE = 'istio.io/dataplane-mode';

/** A Sidecar is for pods that ztunnel serves and that have no sidecar. */
export const sidecarInAmbient = defineObjectCheck({
  code: 'sidecar-in-ambient',
  severity: 'warning',
  equivalents: ['IST0167'],
  *find(world) {
    for (const sidecar of acting(world, 'Sidecar')) {
      const labels = sidecar.spec.workloadSelector?.labels ?? {};
      if (!isForAmbientAlone(world, sidecar, labels)) continue;
      const all = Object.keys(labels).length === 0;
      yield {
        on: sidecar,
        path: all ? ['metadata', 'name'] : ['spec', 'workloadSelector', 'labels'],
        message: `${objectName(sidecar)} is for ${all ? `the pods of namespace ${sidecar.namespace}` : 'pods'} in ambient mode, which have no sidecar.`,
        why: 'It acts on nothing: ztunnel and waypoints know no Sidecar, and every service stays reachable.',
        hint: 'Remove it. Use AuthorizationPolicies to say who may call whom.',
      };
    }
  },
});

function isForAmbientAlone(world: World, sidecar: WorldObject<'Sidecar'>, labels: Labels): boolean {
  const served = servedBy(world, sidecar.cluster);
  const namespaces = (world.facts.namespaces ?? []).filter(
    ({ name, cluster }) => name === sidecar.namespace && served.has(cluster),
  );
  const ambient = namespaces.filter((one) => isAmbient(one.labels));
  if (ambient.length === 0 || ambient.length < namespaces.length) return false;
  const pods = podsServedBy(world, sidecar.cluster).matching(labels, sidecar.namespace);
  return pods.every(({ proxy }) => proxy === 'none');
}

function isAmbient(labels: Labels): boolean {
  return labels[MODE] === 'ambient' && labels['istio-injection'] !== 'enabled' && !labels['istio.io/rev'];
}
