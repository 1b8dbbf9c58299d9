import { TrafficPolicy } from 'meshwright';
import { us } from '../shop.ts';

new TrafficPolicy(us, 'patience', { timeout: '2s' });
