import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'r', { match: { sniHosts: ['reviews.example'], path: { prefix: '/' } } });
