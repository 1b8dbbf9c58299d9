import { Canary } from 'meshwright';
import { ratings, reviews, usEast } from '../shop.ts';

const waves = [{ clusters: [usEast], weights: [100], bake: '30m' }] as const;
const byHand = { service: ratings, from: '2026-09', to: '2026-10' };
new Canary(reviews, 'next', { from: 'v1', to: 'v2', waves, with: [byHand] });
