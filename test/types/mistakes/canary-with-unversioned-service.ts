import { Canary, move } from 'meshwright';
import { productpage, reviews, usEast } from '../shop.ts';

const waves = [{ clusters: [usEast], weights: [100], bake: '30m' }] as const;
new Canary(reviews, 'next', { from: 'v1', to: 'v2', waves, with: [move(productpage, { from: 'v1', to: 'v2' })] });
