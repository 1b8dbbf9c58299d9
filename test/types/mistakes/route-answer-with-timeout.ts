import { Route } from 'meshwright';
import { reviews } from '../shop.ts';

new Route(reviews, 'closed', { directResponse: { status: 503 }, settings: { timeout: '1s' } });
