import { Canary } from 'meshwright';
import { reviews, usEast } from '../shop.ts';

const waves = [{ clusters: [usEast], weights: [100], bake: '30m' }] as const;
new Canary(reviews, 'next', { from: 'v1', to: 'v2', waves, ifUnderWay: 'replace' });
