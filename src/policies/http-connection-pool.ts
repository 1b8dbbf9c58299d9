import type { Duration } from '../istio/duration.ts';
import {
  duration,
  fields,
  flag,
  type Judge,
  needs,
  notEmpty,
  oneOf,
  wholeNumber,
  withoutUndefined,
} from './judging.ts';
import { definePolicy } from './policy.ts';

export interface HttpConnectionPoolOptions {
  /** Requests that may wait for a connection, HTTP/2 too; more get 503. Default: hardly any limit. */
  readonly http1MaxPendingRequests?: number;
  /** Requests under way at once, HTTP/1.1 too; more get 503. Default: hardly any limit. */
  readonly http2MaxRequests?: number;
  /** Requests after which a connection is closed; 1 switches keep-alive off. Default: no limit. */
  readonly maxRequestsPerConnection?: number;
  /** Retries under way at once to all endpoints together. Default: hardly any limit. `retryBudget` limits them by share. */
  readonly maxRetries?: number;
  /** Streams at once on one HTTP/2 connection. Default 2^31-1. */
  readonly maxConcurrentStreams?: number;
  /** Closes a connection without requests for so long. Default 1h. */
  readonly idleTimeout?: Duration;
  /** Pings on HTTP/2 connections: how often, and how long to wait for the answer. Needs Istio 1.31. Default: none. */
  readonly http2KeepAlive?: { readonly interval: Duration; readonly timeout: Duration };
  /** Whether HTTP/1.1 requests go on as HTTP/2. Default: as MeshConfig says. UPGRADE excludes `useClientProtocol`. */
  readonly h2UpgradePolicy?: 'DEFAULT' | 'DO_NOT_UPGRADE' | 'UPGRADE';
  /** Whether a request goes on in the protocol in which it came. Default false. */
  readonly useClientProtocol?: boolean;
}

/**
 * Limits and times of the requests that a caller's proxy has under way to a service: the circuit breaker. Apart from
 * `tcpConnectionPool`, so that two teams can set one each; either is replaced whole.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-HTTPSettings
 */
export const httpConnectionPool = definePolicy<HttpConnectionPoolOptions>({
  owns: ['trafficPolicy.connectionPool.http'],
  reference:
    'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-HTTPSettings',
  example: { http1MaxPendingRequests: 50, http2MaxRequests: 500, idleTimeout: '5m' },
  problems: (options) => judge(options, 'httpConnectionPool'),
  normalise: withoutUndefined,
  lower: (options) => ({ trafficPolicy: { connectionPool: { http: withoutUndefined(options) } } }),
  lift: ({ trafficPolicy }) => trafficPolicy?.connectionPool?.http as HttpConnectionPoolOptions | undefined,
});

const oneProtocol: Judge = (value, at) => {
  const { h2UpgradePolicy, useClientProtocol } = value as HttpConnectionPoolOptions;
  return h2UpgradePolicy === 'UPGRADE' && useClientProtocol === true
    ? [`${at} keeps the protocol of the client (useClientProtocol) and changes it (h2UpgradePolicy: UPGRADE)`]
    : [];
};

// Istio cannot tell 0 from a field that is left out.
const judge = fields(
  {
    http1MaxPendingRequests: wholeNumber(1),
    http2MaxRequests: wholeNumber(1),
    maxRequestsPerConnection: wholeNumber(1),
    maxRetries: wholeNumber(1),
    maxConcurrentStreams: wholeNumber(1),
    idleTimeout: duration,
    http2KeepAlive: fields({ interval: duration, timeout: duration }, needs('interval', 'timeout')),
    h2UpgradePolicy: oneOf(['DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE']),
    useClientProtocol: flag,
  },
  notEmpty,
  oneProtocol,
);
