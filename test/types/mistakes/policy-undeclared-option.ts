import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'outliers', { outlierDetection: { consecutive5xx: 5 } });
