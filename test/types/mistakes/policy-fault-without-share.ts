import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'slow', { faults: { delay: { fixedDelay: '2s' } } });
