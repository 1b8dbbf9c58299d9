import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'down', { faults: { abort: { percent: 1, grpcStatus: 'unavailable' } } });
