import { TrafficPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new TrafficPolicy(reviews, 'pages', { cors: { allowOrigins: [{ exact: 'https://a.example' }], allowMethods: ['get'] } });
