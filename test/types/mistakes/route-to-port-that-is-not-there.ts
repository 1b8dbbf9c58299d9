import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'r', { match: { path: { prefix: '/' } }, toPort: 'https' });
