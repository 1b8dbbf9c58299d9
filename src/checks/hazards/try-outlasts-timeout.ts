import { parseDuration } from '../../istio/duration.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';

/** A first try that may last as long as the whole request. */
export const tryOutlastsTimeout = defineObjectCheck({
  code: 'try-outlasts-timeout',
  severity: 'warning',
  *find(world) {
    for (const { object, clusters } of world.distinctOf('VirtualService')) {
      for (const [index, { name, timeout, retries }] of (object.spec.http ?? []).entries()) {
        if (timeout === undefined || retries?.perTryTimeout === undefined) continue;
        const whole = parseDuration(timeout);
        const each = parseDuration(retries.perTryTimeout);
        if (!whole || !each || each < whole || (retries?.attempts ?? 0) === 0) continue;
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
