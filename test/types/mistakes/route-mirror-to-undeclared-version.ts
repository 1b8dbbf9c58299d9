import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'copies', { mirrors: [{ to: 'v4', percent: 10 }] });
