import { RolloutWaves } from 'meshwright';
import { reviews, usEast } from '../shop.ts';

new RolloutWaves(reviews, 'waves', { waves: [{ clusters: [usEast], bake: '30m' }] });
