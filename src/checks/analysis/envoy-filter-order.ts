import type { EnvoyConfigObjectPatch, EnvoyFilterSpec } from '../../istio/generated/types/index.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting, groupBy } from '../walks/scope.ts';
import type { WorldObject } from '../world.ts';
import { isInapplicable } from './walks/envoy-patches.ts';
import { namesOf } from './walks/wording.ts';

const RELATIVE: readonly (string | undefined)[] = ['INSERT_BEFORE', 'INSERT_AFTER', 'REMOVE', 'REPLACE'];

/** A patch refers to a filter that another EnvoyFilter may put in later. */
export const envoyFilterOrder = defineObjectCheck({
  code: 'envoy-filter-order',
  severity: 'warning',
  equivalents: ['IST0151', 'IST0155'],
  *find(world) {
    for (const [, filters] of groupBy(acting(world, 'EnvoyFilter'), ({ cluster }) => cluster)) {
      const versioned = filters.flatMap(filtersForVersions);
      for (const on of filters) {
        if ((on.spec.priority ?? 0) !== 0) continue;
        for (const [index, patch] of (on.spec.configPatches ?? []).entries()) {
          const { operation } = patch.patch ?? {};
          if (!RELATIVE.includes(operation) || isInapplicable(patch)) continue;
          const name = filterOf(patch);
          const others = versioned.filter((one) => one.on !== on && one.name === name && name !== '');
          yield {
            on,
            path: ['spec', 'configPatches', index],
            message: `${objectName(on)} uses ${operation}, which depends on what other EnvoyFilters did before, and has no priority${others.length > 0 ? `; EnvoyFilter ${namesOf(others.map((one) => one.on))} patches ${name} for some proxy versions only` : ''}.`,
            why: 'Patches without a priority are applied in the order of age: after the objects are created anew, in another cluster, or for a proxy of another version, the patch may find nothing and do nothing.',
            hint: "Set 'priority' (above 0 to be applied after the others), or use an operation that depends on nothing: ADD, MERGE, INSERT_FIRST.",
            equivalents: [others.length > 0 ? 'IST0155' : 'IST0151'],
          };
        }
      }
    }
  },
});

function filtersForVersions(on: WorldObject<'EnvoyFilter'>) {
  return (on.spec.configPatches ?? []).flatMap((patch) =>
    patch.match?.proxy?.proxyVersion ? [{ on, name: filterOf(patch) }] : [],
  );
}

/** The filter that a patch brings, or the one it is about. */
function filterOf({ patch, match }: NonNullable<EnvoyFilterSpec['configPatches']>[number] & EnvoyConfigObjectPatch) {
  const { name } = patch?.value ?? {};
  return typeof name === 'string' ? name : (match?.listener?.filterChain?.filter?.name ?? '');
}
