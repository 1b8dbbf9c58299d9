import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'sticky', { loadBalancer: { consistentHash: { ringHash: {} } } });
