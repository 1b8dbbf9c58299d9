import type { Duration } from '../istio/duration.ts';
import { duration, fields, type Judge, needs, numberFrom, shown, withoutUndefined } from './judging.ts';
import { definePolicy } from './policy.ts';

export interface WarmupOptions {
  /** How long a new endpoint is spared. */
  readonly duration: Duration;
  /** Share of its full part that a new endpoint begins with, in per cent, 0 to 100. Default 10. */
  readonly minimumPercent?: number;
  /** Shape of the rise, above 0: 1 is a straight line, more rises sooner. Default 1. */
  readonly aggression?: number;
}

/**
 * Sends new endpoints less at first. Only LEAST_REQUEST, which is the default, and ROUND_ROBIN spare them: beside another
 * `loadBalancer` it does nothing (`setting-without-effect`).
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#WarmupConfiguration
 */
export const warmup = definePolicy<WarmupOptions>({
  owns: ['trafficPolicy.loadBalancer.warmup'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#WarmupConfiguration',
  example: { duration: '2m', minimumPercent: 5, aggression: 1.5 },
  problems: (options) => judge(options, 'warmup'),
  normalise: withoutUndefined,
  lower: (options) => ({ trafficPolicy: { loadBalancer: { warmup: withoutUndefined(options) } } }),
  lift: ({ trafficPolicy }) => trafficPolicy?.loadBalancer?.warmup,
});

const aggression: Judge = (value, at) =>
  typeof value === 'number' && value > 0 && value < Number.POSITIVE_INFINITY
    ? []
    : [`${at} must be a number above 0, not ${shown(value)}`];

const judge = fields({ duration, minimumPercent: numberFrom(0, 100), aggression }, needs('duration'));
