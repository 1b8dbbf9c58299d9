import { Canary, Cluster, IngressGateway, Mesh, type MeshApp, Network, Route, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';

/** A gateway in a primary and its remote, with a route to a service of two versions. */
function edge(app: MeshApp) {
  const mesh = new Mesh(app, 'shop');
  const lan = new Network(mesh, 'lan');
  const hub = new Cluster(mesh, 'hub', { region: 'us-east-1', network: lan, istio: '1.31' });
  const far = new Cluster(mesh, 'far', { region: 'us-west-2', network: lan, istio: '1.31', controlPlane: hub });
  const web = new IngressGateway(mesh, 'web', { hosts: ['shop.example'], in: [hub, far] });
  const front = new Service(mesh, 'front', {
    ...{ namespace: 'shop', ports: { http: 80 }, runsIn: [hub, far], callers: [web] },
    ...{ versions: ['v1', 'v2'], stable: 'v1' },
  });
  return { hub, far, web, front };
}

export const failing: FailingCases = {
  'the remote first': {
    message: "moves gateway 'istio-ingress/web' not alike in clusters 'far' and 'hub', which one control plane serves",
    build: (app) => {
      const { hub, far, web, front } = edge(app);
      new Route(front, 'home', { on: [web] });
      const waves = [
        { clusters: [far], weights: [100], bake: '10m' },
        { clusters: [hub], weights: [100], bake: '10m' },
      ] as const;
      // fault: the remote first
      new Canary(front, 'c', { from: 'v1', to: 'v2', waves });
    },
  },
  'subsets of each cluster': {
    message: "moves gateway 'istio-ingress/web' not alike in clusters 'far' and 'hub'",
    build: (app) => {
      const { hub, far, web, front } = edge(app);
      new Route(front, 'home', { on: [web] });
      const waves = [{ clusters: [far, hub], weights: [50, 100], bake: '10m' }] as const;
      // fault: subsets of each cluster
      new Canary(front, 'c', { from: 'v1', to: 'v2', waves, pinToCluster: true });
    },
  },
};

export const passing: PassingCases = {
  'both at once': (app) => {
    const { hub, far, web, front } = edge(app);
    new Route(front, 'home', { on: [web] });
    new Canary(front, 'c', {
      ...{ from: 'v1', to: 'v2' },
      waves: [{ clusters: [far, hub], weights: [50, 100], bake: '10m' }],
    });
  },
  'the route does not follow': (app) => {
    const { hub, far, web, front } = edge(app);
    new Route(front, 'home', { on: [web], to: { v1: 100 } });
    new Canary(front, 'c', {
      ...{ from: 'v1', to: 'v2' },
      waves: [
        { clusters: [far], weights: [100], bake: '10m' },
        { clusters: [hub], weights: [100], bake: '10m' },
      ],
    });
  },
};
