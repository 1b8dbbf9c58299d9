import { RolloutWaves } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

export const failing: FailingCases = {
  'a cluster in no wave': {
    message: "No wave of RolloutWaves 'waves' names clusters 'eu-west' and 'us-west'",
    build: (app) => {
      const { mesh, usEast } = shop(app);
      // fault: a cluster in no wave
      new RolloutWaves(mesh, 'waves', { waves: [{ clusters: [usEast], bake: '1h' }] });
    },
  },
};

export const passing: PassingCases = {
  'each in one': (app) => {
    const { mesh, usEast, usWest, euWest } = shop(app);
    new RolloutWaves(mesh, 'waves', {
      waves: [
        { clusters: [euWest], bake: '30m' },
        { clusters: [usEast, usWest], bake: '0s' },
      ],
    });
  },
};
