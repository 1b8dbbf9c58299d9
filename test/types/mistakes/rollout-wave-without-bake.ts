import { RolloutWaves } from 'meshwright';
import { mesh, usEast } from '../shop.ts';

new RolloutWaves(mesh, 'waves', { waves: [{ clusters: [usEast] }] });
