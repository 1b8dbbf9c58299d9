import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'testers', { match: { headers: { 'end-user': 'jason' } }, to: { v2: 100 } });
