import { AccessPolicy } from 'meshwright';
import { reviews } from '../shop.ts';

new AccessPolicy(reviews, 'callers', { allow: [{ from: 'mesh', when: [{ key: 'request.path', values: ['/'] }] }] });
