import { TrafficPolicy } from 'meshwright';
import { mesh } from '../shop.ts';

new TrafficPolicy(mesh, 'patience', { version: 'v1', loadBalancer: 'RANDOM' });
