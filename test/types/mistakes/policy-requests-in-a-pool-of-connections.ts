import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'pool', { tcpConnectionPool: { maxRetries: 3 } });
