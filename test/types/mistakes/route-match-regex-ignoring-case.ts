import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'any', { match: { path: { regex: '/a.*', ignoreCase: true } } });
