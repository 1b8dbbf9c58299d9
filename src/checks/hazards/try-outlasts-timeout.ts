import { parseDuration } from '../../istio/duration.ts';
import type { HTTPRoute } from '../../istio/generated/types/index.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { timingsOf } from '../walks/routes.ts';

/** A first try that may last as long as the whole request. */
export const tryOutlastsTimeout = defineObjectCheck({
  code: 'try-outlasts-timeout',
  severity: 'warning',
  *find(world) {
    for (const { object, clusters } of world.distinctOf('VirtualService')) {
      if (!timingsOf(world, object).some(isOutlasted)) continue;
      for (const [index, route] of (object.spec.http ?? []).entries()) {
        if (!isOutlasted(route)) continue;
        const { name, timeout, retries } = route;
        yield {
          on: object,
          clusters,
          path: ['spec', 'http', index, 'retries', 'perTryTimeout'],
          message: `${objectName(object)}: route ${name === undefined ? index : `'${name}'`} lets a try last ${retries?.perTryTimeout} and the whole request ${timeout}.`,
          why: 'A try that hangs uses up the time of the request, so no retry follows it.',
          hint: 'Make perTryTimeout a fraction of timeout: tries times perTryTimeout should fit into it.',
        };
      }
    }
  },
});

function isOutlasted({ timeout, retries }: HTTPRoute): boolean {
  if (!timeout || !retries?.perTryTimeout || !retries.attempts) return false;
  const whole = parseDuration(timeout);
  const each = parseDuration(retries.perTryTimeout);
  return whole !== undefined && whole > 0 && each !== undefined && each >= whole;
}
