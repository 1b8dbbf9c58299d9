import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'testers', { to: { v2: 120 } });
