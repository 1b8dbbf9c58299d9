import { AccessPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new AccessPolicy(reviews, 'refused', { deny: [] });
