import { isSet, type Message, numberOf, textOf } from '../../../istio/message.ts';
import { nearestName } from '../../../istio/nearest.ts';
import { isRetryOn, retryConditions } from '../../../istio/retry-conditions.ts';
import type { Cursor } from '../cursor.ts';
import { validateDuration } from '../durations.ts';

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
    if (!isRetryOn(condition)) at.at('retryOn').error(`'${condition}' is nothing to retry on`, hintFor(condition));
  }
}

function hintFor(condition: string): string {
  const trimmed = condition.trim();
  if (trimmed !== condition && isRetryOn(trimmed)) return 'Leave out the spaces around the commas.';
  const near = nearestName(condition, retryConditions);
  return near === undefined ? `Istio knows ${retryConditions.join(', ')} and HTTP statuses.` : `Did you mean ${near}?`;
}
