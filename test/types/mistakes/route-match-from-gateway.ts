import { Route } from 'meshwright';
import { reviews, web } from '../shop.ts';

new Route(reviews, 'outside', { match: { from: web } });
