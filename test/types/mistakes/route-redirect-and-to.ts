import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'moved', { to: { v2: 100 }, redirect: { uri: '/new' } });
