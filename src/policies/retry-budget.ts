import type { Duration } from '../istio/duration.ts';
import { durationOrZero, fields, numberFrom, wholeNumber, withoutUndefined } from './judging.ts';
import { definePolicy } from './policy.ts';

export interface RetryBudgetOptions {
  /** Most retries at once, in per cent of the requests under way and waiting, 0 to 100. Default 20. */
  readonly percent?: number;
  /** Retries that may always be under way, however few requests there are; from 1. Default 3. */
  readonly minRetryConcurrency?: number;
  /** Counts new requests of so long, instead of those under way. Needs Istio 1.31. Default 0s. */
  readonly budgetInterval?: Duration;
}

/**
 * Keeps retries from multiplying the load on a service that fails: they may be a share of its requests at most. Takes the
 * place of `maxRetries` of `httpConnectionPool`. Not for single ports, and lost on a port that has DestinationRule
 * settings of its own (`setting-lost-on-port`).
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-RetryBudget
 */
export const retryBudget = definePolicy<RetryBudgetOptions>({
  owns: ['trafficPolicy.retryBudget'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#TrafficPolicy-RetryBudget',
  example: { percent: 25, minRetryConcurrency: 5 },
  problems: (options) => judge(options, 'retryBudget'),
  normalise: withoutUndefined,
  lower: (options) => ({ trafficPolicy: { retryBudget: withoutUndefined(options) } }),
  lift: ({ trafficPolicy }) => trafficPolicy?.retryBudget,
});

const judge = fields({
  percent: numberFrom(0, 100),
  minRetryConcurrency: wholeNumber(1),
  budgetInterval: durationOrZero,
});
