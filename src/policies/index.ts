// The shelf of traffic settings: a line here makes a file a property of TrafficPolicy.
export { clientTls } from './client-tls.ts';
export { cors } from './cors.ts';
export { failoverPriority } from './failover-priority.ts';
export { faults } from './faults.ts';
export { headers } from './headers.ts';
export { httpConnectionPool } from './http-connection-pool.ts';
export { loadBalancer } from './load-balancer.ts';
export { localityDistribute } from './locality-distribute.ts';
export { localityFailover } from './locality-failover.ts';
export { outlierDetection } from './outlier-detection.ts';
export { proxyProtocol } from './proxy-protocol.ts';
export { retries } from './retries.ts';
export { retryBudget } from './retry-budget.ts';
export { tcpConnectionPool } from './tcp-connection-pool.ts';
export { timeout } from './timeout.ts';
export { tunnel } from './tunnel.ts';
export { warmup } from './warmup.ts';
