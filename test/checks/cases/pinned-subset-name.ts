import { Canary, type MeshApp, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';
import { shop } from '../shop.ts';

function cart(app: MeshApp, other: string) {
  const { mesh, usEast } = shop(app);
  const versions: string[] = ['v1', 'v2', other];
  const service = new Service(mesh, 'cart', {
    namespace: 'shop',
    ports: { http: 80 },
    versions,
    stable: 'v1',
    runsIn: [usEast],
  });
  return { service, usEast };
}

export const failing: FailingCases = {
  'a version of that name': {
    message: "needs a subset 'v2-us-east', which is also a version of the service",
    build: (app) => {
      const { service, usEast } = cart(app, 'v2-us-east');
      const waves = [{ clusters: [usEast], weights: [100], bake: '1h' }] as const;
      // fault: a version of that name
      new Canary(service, 'cart-v2', { from: 'v1', to: 'v2', pinToCluster: true, waves });
    },
  },
};

export const passing: PassingCases = {
  'another name': (app) => {
    const { service, usEast } = cart(app, 'v3');
    const waves = [{ clusters: [usEast], weights: [100], bake: '1h' }] as const;
    new Canary(service, 'cart-v2', { from: 'v1', to: 'v2', pinToCluster: true, waves });
  },
  'not pinned': (app) => {
    const { service, usEast } = cart(app, 'v2-us-east');
    const waves = [{ clusters: [usEast], weights: [100], bake: '1h' }] as const;
    new Canary(service, 'cart-v2', { from: 'v1', to: 'v2', waves });
  },
};
