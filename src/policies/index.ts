// The shelf of traffic settings: a line here makes a file a property of TrafficPolicy.
export { loadBalancer } from './load-balancer.ts';
export { localityFailover } from './locality-failover.ts';
export { outlierDetection } from './outlier-detection.ts';
export { retries } from './retries.ts';
export { timeout } from './timeout.ts';
