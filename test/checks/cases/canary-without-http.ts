import { Canary, type Mesh, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

const wave = { weights: [50, 100], bake: '10m' } as const;

function stream(mesh: Mesh, runsIn: readonly [ReturnType<typeof shop>['usEast']], ports: Record<string, number>) {
  return new Service(mesh, 'store', { namespace: 'shop', ports, versions: ['v1', 'v2'], stable: 'v1', runsIn });
}

export const failing: FailingCases = {
  'a cohort of a stream': {
    message: "Canary 'c' has cohort, and service 'shop/store' has no HTTP port",
    build: (app) => {
      const { mesh, usEast, usWest, euWest } = shop(app);
      const store = stream(mesh, [usEast], { tcp: 6379 });
      const waves = [{ clusters: [usEast, usWest, euWest], ...wave }] as const;
      // fault: a cohort of a stream
      new Canary(store, 'c', { from: 'v1', to: 'v2', waves, cohort: { headers: { tester: 'present' } } });
    },
  },
  'copies of a stream': {
    message: "Canary 'c' has mirror, and service 'shop/store' has no HTTP port",
    build: (app) => {
      const { mesh, usEast, usWest, euWest } = shop(app);
      const store = stream(mesh, [usEast], { tcp: 6379 });
      const waves = [{ clusters: [usEast, usWest, euWest], ...wave }] as const;
      // fault: copies of a stream
      new Canary(store, 'c', { from: 'v1', to: 'v2', waves, mirror: { percent: 5, bake: '1h' } });
    },
  },
};

export const passing: PassingCases = {
  'one HTTP port beside a stream': (app) => {
    const { mesh, usEast, usWest, euWest } = shop(app);
    const store = stream(mesh, [usEast], { http: 8080, tcp: 6379 });
    const waves = [{ clusters: [usEast, usWest, euWest], ...wave }] as const;
    const mirror = { percent: 5, bake: '1h' } as const;
    new Canary(store, 'c', { from: 'v1', to: 'v2', waves, mirror, cohort: { headers: { tester: 'present' } } });
  },
  'a stream without either': (app) => {
    const { mesh, usEast, usWest, euWest } = shop(app);
    const store = stream(mesh, [usEast], { tcp: 6379 });
    new Canary(store, 'c', { from: 'v1', to: 'v2', waves: [{ clusters: [usEast, usWest, euWest], ...wave }] });
  },
};
