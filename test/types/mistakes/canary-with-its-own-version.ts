import { Canary, move } from 'meshwright';
import { ratings, reviews, usEast } from '../shop.ts';

const waves = [{ clusters: [usEast], weights: [100], bake: '30m' }] as const;
const ratingsToo = [move(ratings, { from: '2026-09', to: '2026-09' })] as const;
new Canary(reviews, 'next', { from: 'v1', to: 'v2', waves, with: ratingsToo });
