import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'admin', { port: 'https', to: { v2: 100 } });
