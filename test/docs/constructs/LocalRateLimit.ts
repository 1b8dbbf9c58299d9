import { LocalRateLimit } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ stock, web }: Shop) {
  // Ten pods of stock let a thousand requests through in a second, and once twice as many.
  new LocalRateLimit(stock, 'enough', { requests: 100, per: '1s', burst: 200, port: 'http' });
  // Only counted so far: http_local_rate_limiter.http_local_rate_limit.rate_limited tells what would be refused.
  new LocalRateLimit(web, 'door', { requests: 1000, per: '1s', enforced: 0 });
}
