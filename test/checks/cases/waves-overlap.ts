import { RolloutWaves } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'one cluster in two waves': {
    message: "RolloutWaves 'waves' has cluster 'us-east' in more than one wave",
    build: (app) => {
      const { mesh, usEast, usWest, euWest } = shop(app);
      const waves = [
        { clusters: [usEast], bake: '1h' },
        { clusters: [usWest, euWest, usEast], bake: '1h' },
      ] as const;
      // fault: one cluster in two waves
      new RolloutWaves(mesh, 'waves', { waves });
    },
  },
  'two orders': {
    message: "Mesh 'shop' has the RolloutWaves 'fast' and 'slow'",
    build: (app) => {
      const { mesh, usEast, usWest, euWest } = shop(app);
      const waves = [{ clusters: [usEast, usWest, euWest], bake: '1h' }] as const;
      new RolloutWaves(mesh, 'fast', { waves });
      // fault: two orders
      new RolloutWaves(mesh, 'slow', { waves });
    },
  },
};

export const passing: PassingCases = {
  'one cluster twice in one wave': (app) => {
    const { mesh, usEast, usWest, euWest } = shop(app);
    new RolloutWaves(mesh, 'waves', { waves: [{ clusters: [usEast, usWest, euWest, usEast], bake: '1h' }] });
  },
};
