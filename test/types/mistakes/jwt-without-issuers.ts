import { JwtAuthentication } from 'meshwright';
import { reviews } from '../shop.ts';

new JwtAuthentication(reviews, 'login', { issuers: [] });
