import { isSet, type Message, numberOf, textOf } from '../../../istio/message.ts';
import { nearestName } from '../../../istio/nearest.ts';
import type { Cursor } from '../cursor.ts';
import { validateDuration } from '../durations.ts';

/** What Envoy can retry on, of HTTP and of gRPC. */
const CONDITIONS: ReadonlySet<string> = new Set([
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

/** Codes with a name in Go's net/http, which Istio asks. */
const STATUSES: ReadonlySet<number> = new Set([
  ...[100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308],
  ...[400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423],
  ...[424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511],
]);

/** Rules for `retries`. */
export function validateRetries(retries: Message, at: Cursor): void {
  const attempts = numberOf(retries.attempts);
  const retryOn = textOf(retries.retryOn);
  if (attempts < 0) at.at('attempts').error(`attempts is negative: ${attempts}`);
  if (attempts === 0 && (isSet(retries.perTryTimeout) || retryOn !== '' || isSet(retries.retryRemoteLocalities))) {
    const hint = 'Set attempts, or leave out everything else: attempts: 0 switches retries off.';
    at.error('attempts is 0 or missing, so there are no retries to describe', hint);
  }
  validateDuration(retries, 'perTryTimeout', at);
  validateDuration(retries, 'backoff', at);
  if (retryOn === '') return;
  for (const condition of retryOn.split(',')) {
    if (!isCondition(condition)) at.at('retryOn').error(`'${condition}' is nothing to retry on`, hintFor(condition));
  }
}

function isCondition(text: string): boolean {
  return CONDITIONS.has(text) || (/^[+-]?\d+$/.test(text) && STATUSES.has(Number(text)));
}

function hintFor(condition: string): string {
  const trimmed = condition.trim();
  if (trimmed !== condition && isCondition(trimmed)) return 'Leave out the spaces around the commas.';
  const near = nearestName(condition, [...CONDITIONS]);
  return near === undefined ? `Istio knows ${[...CONDITIONS].join(', ')} and HTTP statuses.` : `Did you mean ${near}?`;
}
