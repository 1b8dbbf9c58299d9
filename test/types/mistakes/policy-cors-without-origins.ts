import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'pages', { cors: { allowMethods: ['GET'] } });
