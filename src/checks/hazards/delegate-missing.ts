import { isVisibleTo } from '../../istio/visibility.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { numbersWith } from '../walks/routes.ts';

/** A route that delegates to a VirtualService which is not there, not seen, or no delegate. */
export const delegateMissing = defineObjectCheck({
  code: 'delegate-missing',
  severity: 'error',
  *find(world) {
    const roots = numbersWith(world, 'delegate');
    for (const cluster of roots.size > 0 ? world.configClusters : []) {
      const all = new Map(
        world.ofKind('VirtualService', cluster).map((object) => [`${object.namespace}/${object.name}`, object]),
      );
      for (const object of all.values()) {
        if (!roots.has(object.number)) continue;
        for (const [index, { delegate }] of (object.spec.http ?? []).entries()) {
          if (!delegate) continue;
          const key = `${delegate.namespace || object.namespace}/${delegate.name ?? ''}`;
          const leaf = all.get(key);
          const fault = !leaf
            ? 'which is not there'
            : (leaf.spec.hosts ?? []).length > 0
              ? 'which has hosts of its own and so is no delegate'
              : isVisibleTo(leaf.spec.exportTo, leaf.namespace, object.namespace)
                ? undefined
                : `whose exportTo does not contain '${object.namespace}'`;
          if (fault === undefined) continue;
          yield {
            on: object,
            path: ['spec', 'http', index, 'delegate'],
            message: `${objectName(object)} delegates to VirtualService ${key}, ${fault}.`,
            why: 'Istio drops the whole route without a word: its requests fall to the next one, or get a 404.',
            hint: 'Create the delegate first, in that namespace, without hosts and gateways and exported to the root.',
            ...(leaf && { related: [{ message: 'that VirtualService is here', on: leaf }] }),
          };
        }
      }
    }
  },
});
