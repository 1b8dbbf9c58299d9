import { Route } from 'meshwright';
import { productpage, reviews } from '../shop.ts';

new Route(reviews, 'testers', { on: [productpage] });
