import { LocalRateLimit } from 'meshwright';
import { reviews } from '../shop.ts';

new LocalRateLimit(reviews, 'few', { requests: 5, per: '1s', port: 'grpc' });
