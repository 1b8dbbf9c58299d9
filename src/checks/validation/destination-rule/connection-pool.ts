import { parseDuration } from '../../../istio/duration.ts';
import { type Message, messageOf, numberOf, textOf } from '../../../istio/message.ts';
import type { Cursor } from '../cursor.ts';
import { requireDuration, validateDuration } from '../durations.ts';

/** @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ConnectionPoolSettings */
export function validateConnectionPool(pool: Message, at: Cursor): void {
  const http = messageOf(pool.http);
  const tcp = messageOf(pool.tcp);
  if (!http && !tcp) at.error('the connection pool is empty', 'Set tcp or http in it, or leave it out.');
  if (http) validateHttp(http, at.at('http'));
  if (tcp) validateTcp(tcp, at.at('tcp'));
}

const httpLimits = [
  'http1MaxPendingRequests',
  'http2MaxRequests',
  'maxRequestsPerConnection',
  'maxRetries',
  'maxConcurrentStreams',
];

function validateHttp(http: Message, at: Cursor): void {
  for (const field of httpLimits) refuseNegative(http, field, at);
  validateDuration(http, 'idleTimeout', at);
  if (textOf(http.h2UpgradePolicy) === 'UPGRADE' && http.useClientProtocol === true) {
    const message = 'useClientProtocol keeps the protocol of the client, and h2UpgradePolicy: UPGRADE changes it';
    at.at('useClientProtocol').error(message, 'Set one of them.');
  }
  const keepAlive = messageOf(http.http2KeepAlive);
  if (!keepAlive) return;
  requireDuration(keepAlive, 'interval', at.at('http2KeepAlive'));
  requireDuration(keepAlive, 'timeout', at.at('http2KeepAlive'));
}

function validateTcp(tcp: Message, at: Cursor): void {
  refuseNegative(tcp, 'maxConnections', at);
  validateDuration(tcp, 'connectTimeout', at);
  validateDuration(tcp, 'maxConnectionDuration', at);
  // Zero, here and only here, means that connections may idle forever.
  const idle = parseDuration(textOf(tcp.idleTimeout));
  if (idle === undefined || Math.trunc(idle) !== 0) validateDuration(tcp, 'idleTimeout', at);
  const keepAlive = messageOf(tcp.tcpKeepalive);
  if (!keepAlive) return;
  validateDuration(keepAlive, 'time', at.at('tcpKeepalive'));
  validateDuration(keepAlive, 'interval', at.at('tcpKeepalive'));
}

function refuseNegative(message: Message, field: string, at: Cursor): void {
  if (numberOf(message[field]) < 0) at.at(field).error(`${field} must not be negative`);
}
