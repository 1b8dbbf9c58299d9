import { RolloutWaves } from 'meshwright';
import { mesh } from '../shop.ts';

new RolloutWaves(mesh, 'waves', { waves: [{ clusters: ['us-east'], bake: '30m' }] });
