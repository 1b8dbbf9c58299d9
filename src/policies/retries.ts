import type { Duration } from '../istio/duration.ts';
import { isRetryOn, type RetryCondition, retryConditions } from '../istio/retry-conditions.ts';
import { duration, fields, flag, has, isObject, type Judge, needs, shown, wholeNumber } from './judging.ts';
import { definePolicy } from './policy.ts';

export type { RetryCondition } from '../istio/retry-conditions.ts';

/** A condition by its name, the number of an HTTP status, or any other text that Istio takes. */
export type RetryOn = RetryCondition | number | { readonly other: string };

export interface RetryOptions {
  /** Tries after the first one; 0 switches Istio's default of 2 retries off. */
  readonly attempts: number;
  /** Longest time for one try. Default: the route's timeout. */
  readonly perTryTimeout?: Duration;
  /** Default: connect-failure, refused-stream, unavailable, cancelled, retriable-status-codes. */
  readonly on?: readonly RetryOn[];
  /** Shortest pause before a retry; grows with each. Default 25ms. */
  readonly backoff?: Duration;
  /** Whether a retry may go to another locality although endpoints of the nearest one are healthy. Default false. */
  readonly retryRemoteLocalities?: boolean;
  /** Whether a retry goes to an endpoint that was not tried yet, as far as there is one. Default true. */
  readonly retryIgnorePreviousHosts?: boolean;
}

/**
 * How often a caller's proxy tries again. Replaces the mesh's default retry policy as a whole.
 * @see https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry
 */
export const retries = definePolicy<RetryOptions>({
  owns: ['route.retries'],
  reference: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRetry',
  example: { attempts: 2, perTryTimeout: '500ms', on: ['5xx', 'reset'] },
  problems: (options) => judge(options, 'retries'),
  normalise: ({ on, ...options }) => ({ ...kept(options), ...(on?.length && { on: on.map(textOf).map(conditionOf) }) }),
  lower: ({ on, ...options }) => ({
    route: { retries: { ...kept(options), ...(on?.length && { retryOn: on.map(textOf).join(',') }) } },
  }),
  lift: ({ route }) => {
    if (!route?.retries) return undefined;
    const { attempts = 0, retryOn, ...options } = route.retries;
    return { ...kept({ attempts, ...options }), ...(retryOn && { on: retryOn.split(',').map(conditionOf) }) };
  },
});

function kept(options: Omit<RetryOptions, 'on'>): Omit<RetryOptions, 'on'> {
  const { attempts, perTryTimeout, backoff, retryRemoteLocalities, retryIgnorePreviousHosts } = options;
  return {
    attempts,
    ...(perTryTimeout !== undefined && { perTryTimeout }),
    ...(backoff !== undefined && { backoff }),
    ...(retryRemoteLocalities !== undefined && { retryRemoteLocalities }),
    ...(retryIgnorePreviousHosts !== undefined && { retryIgnorePreviousHosts }),
  };
}

/** As Istio writes it, where a comma parts two conditions. */
function textOf(condition: RetryOn): string {
  return typeof condition === 'object' ? condition.other : String(condition);
}

function conditionOf(text: string): RetryOn {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  return retryConditions.includes(text) ? (text as RetryCondition) : { other: text };
}

const condition: Judge = (value, at) => {
  const isText = typeof value === 'string' || typeof value === 'number';
  const text = isText ? String(value) : isObject(value) && typeof value.other === 'string' ? value.other : undefined;
  return text !== undefined && isRetryOn(text)
    ? []
    : [`${at} names the condition ${shown(isObject(value) ? value.other : value)}, which Istio does not know`];
};

/** Empty is the default. */
const conditions: Judge = (value, at) =>
  Array.isArray(value) ? value.flatMap((item) => condition(item, at)) : [`${at} must be a list, not ${shown(value)}`];

const judge = fields(
  {
    attempts: wholeNumber(0),
    perTryTimeout: duration,
    on: conditions,
    backoff: duration,
    retryRemoteLocalities: flag,
    retryIgnorePreviousHosts: flag,
  },
  needs('attempts'),
  (value, at) => {
    const { attempts, on, ...others } = value as RetryOptions;
    const said = Object.keys(others).filter((name) => has(others, name));
    if (on?.length) said.push('on');
    return attempts > 0 || said.length === 0 ? [] : [`${at}.attempts is 0, so ${said.join(' and ')} must be left out`];
  },
);
