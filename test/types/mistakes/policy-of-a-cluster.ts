import { TrafficPolicy } from 'meshwright';
import { usEast } from '../shop.ts';

new TrafficPolicy(usEast, 'patience', { timeout: '2s' });
