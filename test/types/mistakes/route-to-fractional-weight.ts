import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'testers', { to: { v1: 97.5, v2: 2.5 } });
