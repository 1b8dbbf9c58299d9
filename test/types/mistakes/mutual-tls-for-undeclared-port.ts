import { MutualTls } from 'meshwright';
import { reviews } from '../shop.ts';

new MutualTls(reviews, 'plain', { mode: 'DISABLE', port: 'metrics' });
