import { RolloutWaves } from 'meshwright';
import type { Shop } from './shop.ts';

export default function example({ mesh, usEast, euWest }: Shop) {
  new RolloutWaves(mesh, 'waves', {
    waves: [
      { clusters: [euWest], bake: '2h' },
      { clusters: [usEast], bake: '1h' },
    ],
  });
}
