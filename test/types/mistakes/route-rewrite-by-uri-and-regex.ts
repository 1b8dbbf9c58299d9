import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'in', { rewrite: { uri: '/', uriRegexRewrite: { match: 'a', rewrite: 'b' } } });
