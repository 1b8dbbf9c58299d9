import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'moved', { redirect: { uri: '/new', prefixRewrite: '/v2' } });
