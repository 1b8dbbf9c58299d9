import { Route } from 'meshwright';
import { productpage } from '../shop.ts';

new Route(productpage, 'testers', { to: { v1: 100 } });
