import type { Duration } from '../istio/duration.ts';
import { duration, durationOrZero, fields, notEmpty, wholeNumber, wholeSeconds, withoutUndefined } from './judging.ts';
import { definePolicy } from './policy.ts';

export interface TcpConnectionPoolOptions {
  /** Connections to all endpoints together, from one proxy; HTTP/1.1 counts too. Default: hardly any limit. */
  readonly maxConnections?: number;
  /** Longest time until a connection stands. Default 10s. */
  readonly connectTimeout?: Duration;
  /** Closes a TCP connection on which nothing goes for so long; `0s` never. Default 1h. */
  readonly idleTimeout?: Duration;
  /** Closes a connection at this age. Default: none. */
  readonly maxConnectionDuration?: Duration;
  /** Looks whether the other end of an idle connection is still there. Default: not; `{}` with the values of the kernel. */
  readonly tcpKeepalive?: TcpKeepalive;
}

export interface TcpKeepalive {
  /** Unanswered looks after which a connection is dead. Default: the kernel's, 9 on Linux. */
  readonly probes?: number;
  /** Idle time before the first look, in whole seconds. Default: the kernel's, 2h on Linux. */
  readonly time?: Duration;
  /** Time between two looks, in whole seconds. Default: the kernel's, 75s on Linux. */
  readonly interval?: Duration;
}

/**
 * Limits and times of the connections that a caller's proxy holds to a service. A setting is replaced whole, so what
 * concerns connections and what concerns requests (`httpConnectionPool`) are two settings: those who run the network can
 * set one for the mesh, and the team of a service the other, without one replacing the other.
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-TCPSettings
 */
export const tcpConnectionPool = definePolicy<TcpConnectionPoolOptions>({
  owns: ['trafficPolicy.connectionPool.tcp'],
  reference:
    'https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings-TCPSettings',
  example: { maxConnections: 100, connectTimeout: '250ms', tcpKeepalive: { time: '5m', interval: '30s' } },
  problems: (options) => judge(options, 'tcpConnectionPool'),
  normalise: withoutUndefined,
  lower: (options) => ({ trafficPolicy: { connectionPool: { tcp: withoutUndefined(options) } } }),
  lift: ({ trafficPolicy }) => trafficPolicy?.connectionPool?.tcp,
});

// Istio cannot tell 0 from a field that is left out.
const judge = fields(
  {
    maxConnections: wholeNumber(1),
    connectTimeout: duration,
    idleTimeout: durationOrZero,
    maxConnectionDuration: duration,
    tcpKeepalive: fields({ probes: wholeNumber(1), time: wholeSeconds, interval: wholeSeconds }),
  },
  notEmpty,
);
