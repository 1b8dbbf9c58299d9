import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'closed', { directResponse: { body: 'closed' } });
