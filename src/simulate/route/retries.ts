import type { RetryFacts } from '../outcome.ts';
import { fields, number, text } from '../shape.ts';
import { milliseconds } from './durations.ts';

const ATTEMPTS = 2;
const ON = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

/**
 * How often a proxy asks again, and after what. A route's own setting takes the place of the mesh's, and that of
 * Istio's.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
 */
export function retries(own: unknown, ofMesh: unknown): RetryFacts | undefined {
  const policy = own ?? ofMesh ?? undefined;
  const byDefault = own === undefined || own === null;
  if (policy === undefined) return { attempts: ATTEMPTS, perTryTimeout: undefined, on: ON, byDefault };
  const spec = fields(policy);
  const attempts = number(spec.attempts) ?? 0;
  if (attempts <= 0) return undefined;
  const on = text(spec.retryOn);
  const perTryTimeout = milliseconds(spec.perTryTimeout);
  return { attempts, perTryTimeout, on: on === undefined ? ON : conditions(on), byDefault };
}

/** Status codes among the conditions only count together with `retriable-status-codes`, which Istio adds. */
function conditions(on: string): string {
  const parts = on
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const codes = parts.some((part) => /^[1-5]\d\d$/.test(part));
  return (codes && !on.includes('retriable-status-codes') ? [...parts, 'retriable-status-codes'] : parts).join(',');
}
