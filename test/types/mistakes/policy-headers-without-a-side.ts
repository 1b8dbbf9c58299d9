import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'marks', { headers: { set: { 'x-caller': 'mesh' } } });
