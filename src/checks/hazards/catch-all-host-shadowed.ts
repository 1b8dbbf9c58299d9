import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { WorldObject } from '../world.ts';
import { gatewaysOf } from './walks/gateways.ts';

/** Routes for `*` on a gateway that has routes for single hosts too: those hosts never fall through to them. */
export const catchAllHostShadowed = defineObjectCheck({
  code: 'catch-all-host-shadowed',
  severity: 'warning',
  *find(world) {
    for (const cluster of world.configClusters) {
      const byGateway = new Map<string, WorldObject<'VirtualService'>[]>();
      for (const object of world.ofKind('VirtualService', cluster)) {
        for (const gateway of gatewaysOf(object)) {
          if (gateway !== 'mesh') byGateway.set(gateway, [...(byGateway.get(gateway) ?? []), object]);
        }
      }
      for (const [gateway, bound] of byGateway) yield* shadowed(gateway, bound);
    }
  },
});

function* shadowed(gateway: string, bound: readonly WorldObject<'VirtualService'>[]) {
  const catchAll = bound.filter(({ spec }) => spec.hosts?.includes('*'));
  const exact = bound.filter(({ spec }) => spec.hosts?.some((host) => host !== '*'));
  for (const object of catchAll) {
    const other = exact.find((candidate) => candidate !== object);
    // With a route for everything of its own a host needs nobody to fall through to.
    const open = exact.find((candidate) => candidate !== object && !answersAll(candidate)) ?? undefined;
    if (!other || !open) continue;
    const hosts = open.spec.hosts?.filter((host) => host !== '*').join(', ');
    yield {
      on: object,
      path: ['spec', 'hosts', object.spec.hosts?.indexOf('*') ?? 0],
      message: `${objectName(object)} has routes for '*' on gateway ${gateway}, where ${objectName(open)} has routes for ${hosts} and none that takes every path.`,
      why: 'A gateway looks for the most specific host and stays there: what matches none of its routes is a 404 and never comes to the routes of *.',
      hint: `Repeat the common routes for ${hosts}, or give it a last route without a match.`,
      related: [{ message: 'the routes for single hosts are here', on: open }],
    };
  }
}

function answersAll({ spec }: WorldObject<'VirtualService'>): boolean {
  const open = (matches: readonly object[] | undefined) => matches === undefined || matches.length === 0;
  return (spec.http ?? []).some(
    ({ match }) => open(match) || match?.some((one) => Object.keys(one).length === 0 || one.uri?.prefix === '/'),
  );
}
