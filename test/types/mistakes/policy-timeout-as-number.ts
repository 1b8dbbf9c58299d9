import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'patience', { timeout: 2 });
