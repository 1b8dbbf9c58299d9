import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'testers', { match: { path: { exact: '/reviews', prefix: '/rev' } }, to: { v2: 100 } });
