import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'near', { localityDistribute: [{ from: 'eu-west-1' }] });
