import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'patience', { tiemout: '2s' });
