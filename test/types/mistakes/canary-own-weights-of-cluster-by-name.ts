import { Canary } from 'meshwright';
import { reviews, usEast } from '../shop.ts';

const own = { cluster: 'us-east', weights: [100] } as const;
new Canary(reviews, 'next', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, own], weights: [100], bake: '30m' }] });
