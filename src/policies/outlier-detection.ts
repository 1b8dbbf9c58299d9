import { type Duration, parseDuration } from '../istio/duration.ts';
import { definePolicy } from './policy.ts';

export interface OutlierDetectionOptions {
  /** Consecutive 5xx answers that eject an endpoint. Default 5; 0 switches it off. */
  readonly consecutive5xxErrors?: number;
  /** Consecutive 502, 503 or 504 answers that eject an endpoint. Default: off. */
  readonly consecutiveGatewayErrors?: number;
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
  problems,
  normalise: (options) => ({ ...options }),
  lower: (options) => ({ trafficPolicy: { outlierDetection: { ...options } } }),
  lift: ({ trafficPolicy }) =>
    (trafficPolicy as { outlierDetection?: OutlierDetectionOptions } | undefined)?.outlierDetection,
});

function problems(options: OutlierDetectionOptions): string[] {
  const {
    consecutive5xxErrors,
    consecutiveGatewayErrors,
    interval,
    baseEjectionTime,
    maxEjectionPercent,
    minHealthPercent,
  } = options;
  return [
    ...Object.entries({ consecutive5xxErrors, consecutiveGatewayErrors }).flatMap(([name, value]) =>
      value === undefined || (Number.isInteger(value) && value >= 0)
        ? []
        : [`outlierDetection.${name} must be a whole number of 0 or more, not ${value}`],
    ),
    ...Object.entries({ interval, baseEjectionTime }).flatMap(([name, value]) =>
      value === undefined || (parseDuration(value) ?? 0) >= 1
        ? []
        : [`outlierDetection.${name} '${value}' is not a duration of 1ms or more`],
    ),
    ...Object.entries({ maxEjectionPercent, minHealthPercent }).flatMap(([name, value]) =>
      value === undefined || (Number.isInteger(value) && value >= 0 && value <= 100)
        ? []
        : [`outlierDetection.${name} must be a whole number from 0 to 100, not ${value}`],
    ),
  ];
}
