import { Canary } from 'meshwright';
import { reviews, usEast } from '../shop.ts';

new Canary(reviews, 'next', { from: 'v0', to: 'v2', waves: [{ clusters: [usEast], weights: [100], bake: '30m' }] });
