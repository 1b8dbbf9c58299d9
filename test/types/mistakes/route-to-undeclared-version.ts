import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'testers', { to: { v4: 100 } });
