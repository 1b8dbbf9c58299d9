import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'even', { settings: { loadBalancer: 'RANDOM' } });
