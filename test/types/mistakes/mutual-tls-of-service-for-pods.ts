import { MutualTls } from 'meshwright';
import { reviews } from '../shop.ts';

new MutualTls(reviews, 'strict', { mode: 'STRICT', pods: { app: 'reviews' } });
