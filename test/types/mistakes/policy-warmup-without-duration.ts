import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'fresh', { warmup: { minimumPercent: 5 } });
