import { isDefaultRoute } from '../../lower/routes/route-order.ts';
import { defineCheck } from './check.ts';
import { canaryName, routeTitle } from './walks/wording.ts';

/** A canary shifts the default route; a split that stands in its place leaves nothing to shift. */
export const canaryOnStandingSplit = defineCheck({
  code: 'canary-on-standing-split',
  severity: 'error',
  *find({ index }) {
    for (const canary of index.moves) {
      const split = index.routes
        .get(canary.spec.service)
        ?.find((route) => isDefaultRoute(route) && route.to !== undefined);
      if (!split) continue;
      yield {
        at: canary.at,
        message: `Canary '${canaryName(canary)}' has no default route to shift: ${routeTitle(split)} replaces it with a standing split.`,
        why: 'The canary would run through its steps while callers in the mesh keep getting the split.',
        hint: `Remove Route '${split.id}' before the rollout, or narrow it with 'match'.`,
        related: [{ message: 'the standing split is here', at: split.at }],
      };
    }
  },
});
