import { fullHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';
import { trafficPoliciesOf } from './walks/traffic-policies.ts';

/** Weights over subsets whose DestinationRule hashes for sticky sessions. */
export const stickySessionsOverWeights = defineObjectCheck({
  code: 'sticky-sessions-over-weights',
  severity: 'info',
  *find(world) {
    for (const cluster of world.configClusters) {
      const sticky = stickyRules(world, cluster);
      if (sticky.size === 0) continue;
      for (const object of world.ofKind('VirtualService', cluster)) {
        for (const [index, { route = [] }] of (object.spec.http ?? []).entries()) {
          if (route.length < 2) continue;
          const sharing = route.filter(({ weight = 0 }) => weight > 0);
          const host = fullHost(sharing[0]?.destination?.host ?? '', object.namespace);
          const rule = sticky.get(host);
          if (sharing.length < 2 || !rule) continue;
          yield {
            on: object,
            path: ['spec', 'http', index, 'route'],
            message: `${objectName(object)} shares requests out by weight, and ${objectName(rule)} keeps sessions at one endpoint of ${host} by a consistent hash.`,
            why: 'The weights are drawn anew for each request, before the hash: a user moves between the versions from one request to the next.',
            hint: 'Put a route in front that sends users with a cookie of one version there, if they must not change sides.',
            related: [{ message: 'the hash is set here', on: rule }],
          };
        }
      }
    }
  },
});

function stickyRules(world: World, cluster: string): ReadonlyMap<string, WorldObject<'DestinationRule'>> {
  return new Map(
    world
      .ofKind('DestinationRule', cluster)
      .filter(({ spec }) => trafficPoliciesOf(spec).some(({ policy }) => policy.loadBalancer?.consistentHash))
      .map((object) => [fullHost(object.spec.host, object.namespace), object] as const),
  );
}
