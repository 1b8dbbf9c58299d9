import type { Duration } from '../istio/duration.ts';
import { duration, fields, flag, type Judge, listOf, wholeNumber, withoutUndefined } from './judging.ts';
import { definePolicy } from './policy.ts';

export interface OutlierDetectionOptions {
  /** Consecutive 5xx answers that eject an endpoint. Default 5; 0 switches it off. */
  readonly consecutive5xxErrors?: number;
  /** Consecutive 502, 503 or 504 answers that eject an endpoint. Default: off. */
  readonly consecutiveGatewayErrors?: number;
  /** Whether failures that the caller's proxy sees itself (no connection, a timeout) are counted by themselves. Default false. */
  readonly splitExternalLocalOriginErrors?: boolean;
  /** How many of those in a row eject an endpoint; only with `splitExternalLocalOriginErrors`. Default 5; 0 switches it off. */
  readonly consecutiveLocalOriginFailures?: number;
  /**
   * Statuses, 100 to 599, that count as errors instead of 5xx. Needs Istio 1.31, whose istiod takes the field and does not
   * hand it on to proxies yet (`setting-without-effect`).
   */
  readonly outlierDetectionHttpErrorCodes?: readonly [number, ...number[]];
  /** Time between two looks at the endpoints. Default 10s. */
  readonly interval?: Duration;
  /** Shortest ejection; grows with the number of ejections. Default 30s. */
  readonly baseEjectionTime?: Duration;
  /** Largest share of endpoints ejected at once, 0 to 100. Default 10, or 100 where a failover policy applies. */
  readonly maxEjectionPercent?: number;
  /** Below this share of healthy endpoints ejection stops counting, 0 to 100. Default 0. */
  readonly minHealthPercent?: number;
}

/**
 * Takes endpoints that keep failing out of a caller's rotation for a while. By itself it moves no traffic to other
 * regions: Meshwright switches off the locality failover that Istio would otherwise couple to it.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection
 */
export const outlierDetection = definePolicy<OutlierDetectionOptions>({
  owns: ['trafficPolicy.outlierDetection'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection',
  example: { consecutive5xxErrors: 3, interval: '5s', baseEjectionTime: '1m' },
  problems: (options) => judge(options, 'outlierDetection'),
  normalise: withoutUndefined,
  lower: (options) => ({ trafficPolicy: { outlierDetection: withoutUndefined(options) } }),
  lift: ({ trafficPolicy }) => trafficPolicy?.outlierDetection as OutlierDetectionOptions | undefined,
});

const splitFirst: Judge = (value, at) => {
  const { consecutiveLocalOriginFailures: failures, splitExternalLocalOriginErrors: split } =
    value as OutlierDetectionOptions;
  return failures === undefined || failures === 0 || split === true
    ? []
    : [`${at}.consecutiveLocalOriginFailures counts nothing without splitExternalLocalOriginErrors: true`];
};

const judge = fields(
  {
    consecutive5xxErrors: wholeNumber(0),
    consecutiveGatewayErrors: wholeNumber(0),
    splitExternalLocalOriginErrors: flag,
    consecutiveLocalOriginFailures: wholeNumber(0),
    outlierDetectionHttpErrorCodes: listOf(wholeNumber(100, 599)),
    interval: duration,
    baseEjectionTime: duration,
    maxEjectionPercent: wholeNumber(0, 100),
    minHealthPercent: wholeNumber(0, 100),
  },
  splitFirst,
);
