import { Route } from 'meshwright';
import { productpage } from '../shop.ts';

new Route(productpage, 'copies', { mirrors: [{ to: 'v2', percent: 10 }] });
