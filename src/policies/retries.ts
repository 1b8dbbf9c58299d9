import { type Duration, parseDuration } from '../istio/duration.ts';
import { definePolicy } from './policy.ts';

/** Conditions of Envoy's router that make a try count as failed. */
export type RetryCondition =
  | '5xx'
  | 'gateway-error'
  | 'reset'
  | 'reset-before-request'
  | 'connect-failure'
  | 'retriable-4xx'
  | 'refused-stream'
  | 'retriable-status-codes'
  | 'cancelled'
  | 'deadline-exceeded'
  | 'internal'
  | 'resource-exhausted'
  | 'unavailable';

// Beside the type, not its source: the compiler's messages then say RetryCondition instead of listing it.
const CONDITIONS: readonly string[] = [
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
] satisfies RetryCondition[];

export interface RetryOptions {
  /** Tries after the first one; 0 switches Istio's default of 2 retries off. */
  readonly attempts: number;
  /** Longest time for one try. Default: the route's timeout. */
  readonly perTryTimeout?: Duration;
  /** Default: connect-failure, refused-stream, unavailable, cancelled, retriable-status-codes. */
  readonly on?: readonly RetryCondition[];
}

/**
 * How often a caller's proxy tries again. Replaces the mesh's default retry policy as a whole.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
 */
export const retries = definePolicy<RetryOptions>({
  owns: ['route.retries'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry',
  example: { attempts: 2, perTryTimeout: '500ms', on: ['5xx', 'reset'] },
  problems,
  normalise: ({ attempts, perTryTimeout, on }) => ({
    attempts,
    ...(perTryTimeout && { perTryTimeout }),
    ...(on?.length && { on }),
  }),
  lower: ({ attempts, perTryTimeout, on }) => ({
    route: {
      retries: { attempts, ...(perTryTimeout && { perTryTimeout }), ...(on?.length && { retryOn: on.join(',') }) },
    },
  }),
  lift: ({ route }) => {
    const found = (route as { retries?: { attempts?: number; perTryTimeout?: Duration; retryOn?: string } } | undefined)
      ?.retries;
    if (!found) return undefined;
    const on = found.retryOn?.split(',') as RetryCondition[] | undefined;
    return {
      attempts: found.attempts ?? 0,
      ...(found.perTryTimeout && { perTryTimeout: found.perTryTimeout }),
      ...(on && { on }),
    };
  },
});

function problems({ attempts, perTryTimeout, on }: RetryOptions): string[] {
  const found: string[] = [];
  if (!Number.isInteger(attempts) || attempts < 0)
    found.push(`retries.attempts must be a whole number of 0 or more, not ${attempts}`);
  if (attempts === 0 && (perTryTimeout || on?.length))
    found.push('retries.attempts is 0, so perTryTimeout and on must be left out');
  if (perTryTimeout !== undefined && !((parseDuration(perTryTimeout) ?? 0) >= 1))
    found.push(`retries.perTryTimeout '${perTryTimeout}' is not a duration of 1ms or more`);
  for (const condition of on ?? [])
    if (!CONDITIONS.includes(condition))
      found.push(`retries.on names the condition '${condition}', which Istio does not know`);
  return found;
}
