import { TrafficPolicy } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, euWest, stock }: Shop) {
  new TrafficPolicy(mesh, 'failing-pods', { outlierDetection: { consecutive5xxErrors: 5 }, localityFailover: true });
  new TrafficPolicy(stock, 'patience', { timeout: '2s', retries: { attempts: 2, perTryTimeout: '500ms' } });
  new TrafficPolicy(stock, 'from-europe', { in: [euWest], timeout: '4s' }); // narrower: callers there wait longer
  new TrafficPolicy(stock, 'v2', { version: 'v2', httpConnectionPool: { http2MaxRequests: 100 } });
}
