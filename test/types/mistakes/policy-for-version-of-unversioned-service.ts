import { TrafficPolicy } from 'meshwright';
import { productpage } from '../shop.ts';

new TrafficPolicy(productpage, 'patience', { version: 'v1', loadBalancer: 'RANDOM' });
