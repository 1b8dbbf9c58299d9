import { type Duration, parseDuration } from '../istio/duration.ts';
import { shown } from './judging.ts';
import { definePolicy } from './policy.ts';

/**
 * How long a caller waits for the whole answer, retries included. Default: no limit. Also caps a gRPC stream.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute-timeout
 */
export const timeout = definePolicy<Duration>({
  owns: ['route.timeout'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRoute-timeout',
  example: '2s',
  problems: (value: unknown) => {
    const ms = typeof value === 'string' ? parseDuration(value) : undefined;
    if (ms === undefined) return [`timeout ${shown(value)} is not a duration such as '2s' or '1m30s'`];
    return ms >= 1 && Number.isInteger(ms)
      ? []
      : [
          `timeout ${shown(value)} must be a whole number of milliseconds, 1ms or more; to wait for ever leave timeout out`,
        ];
  },
  normalise: (value) => value,
  lower: (value) => ({ route: { timeout: value } }),
  lift: ({ route }) => route?.timeout,
});
