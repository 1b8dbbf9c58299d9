import { TrafficPolicy } from 'meshwright';
import { mesh } from '../shop.ts';

new TrafficPolicy(mesh, 'patience', { port: 'http', timeout: '2s' });
