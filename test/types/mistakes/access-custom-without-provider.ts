import { AccessPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new AccessPolicy(reviews, 'asked', { custom: { rules: [{ from: 'anyone' }] } });
