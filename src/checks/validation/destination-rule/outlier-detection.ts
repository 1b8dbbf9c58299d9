import { type Message, numberOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { validateDuration } from '../durations.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection */
export function validateOutlierDetection(outlier: Message, at: Cursor): void {
  validateDuration(outlier, 'baseEjectionTime', at);
  validateDuration(outlier, 'interval', at);
  if (numberOf(outlier.consecutiveErrors) !== 0) {
    const hint = 'Use consecutive5xxErrors or consecutiveGatewayErrors.';
    at.at('consecutiveErrors').warn('consecutiveErrors is deprecated', hint);
  }
  if (outlier.splitExternalLocalOriginErrors !== true && numberOf(outlier.consecutiveLocalOriginFailures) > 0) {
    const message = 'consecutiveLocalOriginFailures has no effect without splitExternalLocalOriginErrors';
    at.at('consecutiveLocalOriginFailures').error(message, 'Set splitExternalLocalOriginErrors: true.');
  }
  for (const field of ['maxEjectionPercent', 'minHealthPercent']) {
    const percent = numberOf(outlier[field]);
    if (percent < 0 || percent > 100) at.at(field).error(`${field} is a percentage from 0 to 100, not ${percent}`);
  }
}
