import { parseDuration } from '../../istio/duration.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';

/** A first try that may last as long as the whole request. */
export const tryOutlastsTimeout = defineObjectCheck({
  code: 'try-outlasts-timeout',
  severity: 'warning',
  *find(world) {
    for (const object of world.ofKind('VirtualService')) {
      for (const [index, { name, timeout, retries }] of (object.spec.http ?? []).entries()) {
        const whole = timeout === undefined ? undefined : parseDuration(timeout);
        const each = retries?.perTryTimeout === undefined ? undefined : parseDuration(retries.perTryTimeout);
        if (!whole || !each || each < whole || (retries?.attempts ?? 0) === 0) continue;
        yield {
          on: object,
          path: ['spec', 'http', index, 'retries', 'perTryTimeout'],
          message: `${objectName(object)}: route ${name === undefined ? index : `'${name}'`} lets a try last ${retries?.perTryTimeout} and the whole request ${timeout}.`,
          why: 'A try that hangs uses up the time of the request, so no retry follows it.',
          hint: 'Make perTryTimeout a fraction of timeout: tries times perTryTimeout should fit into it.',
        };
      }
    }
  },
});
