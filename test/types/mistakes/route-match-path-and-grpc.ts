import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'calls', { match: { path: { prefix: '/a' }, grpc: { service: 'shop.Stock' } } });
