import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'r', { to: { v1: 100 }, delegate: { namespace: 'blog', name: 'routes' } });
