import { AccessPolicy } from 'meshwright';
import { productpage, reviews } from '../shop.ts';

new AccessPolicy(reviews, 'callers', { allow: [{ from: productpage, token: 'valid' }] });
