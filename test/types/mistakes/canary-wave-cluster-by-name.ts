import { Canary } from 'meshwright';
import { reviews } from '../shop.ts';

new Canary(reviews, 'next', { from: 'v1', to: 'v2', waves: [{ clusters: ['us-east'], weights: [100], bake: '30m' }] });
