import { Canary } from 'meshwright';
import { productpage, usEast } from '../shop.ts';

new Canary(productpage, 'next', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast], weights: [100], bake: '30m' }] });
