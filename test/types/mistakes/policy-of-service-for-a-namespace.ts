import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'patience', { namespace: 'bookinfo', timeout: '2s' });
