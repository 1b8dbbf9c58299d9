import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'again', { retries: { attempts: 2, on: ['5xxx'] } });
