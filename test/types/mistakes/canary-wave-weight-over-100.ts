import { Canary } from 'meshwright';
import { reviews, usEast } from '../shop.ts';

new Canary(reviews, 'next', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast], weights: [50, 120], bake: '30m' }] });
