import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';
import { isInapplicable } from './walks/envoy-patches.ts';

const EQUIVALENTS: Readonly<Record<string, string>> = { REPLACE: 'IST0152', ADD: 'IST0153', REMOVE: 'IST0154' };

/** A patch has an operation that does not apply to the part of Envoy's configuration it names. */
export const envoyFilterOperation = defineObjectCheck({
  code: 'envoy-filter-operation',
  severity: 'error',
  equivalents: ['IST0152', 'IST0153', 'IST0154'],
  *find(world) {
    for (const filter of acting(world, 'EnvoyFilter')) {
      for (const [index, patch] of (filter.spec.configPatches ?? []).entries()) {
        if (!isInapplicable(patch)) continue;
        const operation = patch.patch?.operation ?? '';
        yield {
          on: filter,
          path: ['spec', 'configPatches', index, 'patch', 'operation'],
          message: `${objectName(filter)} uses ${operation} on ${patch.applyTo}, where it is not applied.`,
          why: "istiod passes the patch over without a word: Envoy's configuration stays as it was.",
          hint:
            operation === 'REPLACE'
              ? 'REPLACE works on NETWORK_FILTER, HTTP_FILTER and VIRTUAL_HOST; elsewhere use MERGE, or REMOVE and ADD.'
              : 'Use MERGE on the route, or ADD and REMOVE on the VIRTUAL_HOST that has it.',
          equivalents: [EQUIVALENTS[operation]!],
        };
      }
    }
  },
});
