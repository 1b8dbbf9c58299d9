import { Canary, Cluster, Mesh, type MeshApp, MutualTls, Network, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';

type Replicas = { readonly v1: number; readonly v2: number };

/** Two clusters of two regions in one network, and a caller in each. */
function world(app: MeshApp, east: Replicas, west: Replicas | { readonly v1: number }, counted = true) {
  const mesh = new Mesh(app, 'shop', { trustDomain: 'shop.example' });
  const network = new Network(mesh, 'one');
  const usEast = new Cluster(mesh, 'us-east', { region: 'us-east-1', network, istio: '1.31' });
  const usWest = new Cluster(mesh, 'us-west', { region: 'us-west-2', network, istio: '1.31' });
  new MutualTls(mesh, 'strict', { mode: 'STRICT' });
  const web = new Service(mesh, 'web', { namespace: 'shop', ports: { http: 8080 }, runsIn: [usEast, usWest] });
  const reviews = new Service(mesh, 'reviews', {
    namespace: 'shop',
    ports: { http: 8080 },
    versions: ['v1', 'v2'],
    stable: 'v1',
    callers: [web],
    runsIn: [
      { cluster: usEast, ...(counted && { replicas: east }) },
      { cluster: usWest, versions: 'v2' in west ? ['v1', 'v2'] : ['v1'], ...(counted && { replicas: west }) },
    ],
  });
  return { usEast, usWest, reviews };
}

const steps = { weights: [10, 100], bake: '10m' } as const;

export const failing: FailingCases = {
  'a pod gets more at the last step': {
    message: "At shift-1-2 of canary 'c' of service 'shop/reviews' a pod of the new version in 'us-east' gets 4 times",
    build: (app) => {
      const { reviews, usEast, usWest } = world(app, { v1: 8, v2: 2 }, { v1: 8, v2: 2 });
      // fault: a pod gets more at the last step
      new Canary(reviews, 'c', {
        from: 'v1',
        to: 'v2',
        maxOnCanary: 2,
        waves: [{ clusters: [usEast, usWest], ...steps }],
      });
    },
  },
  'a pod gets more while a region is down': {
    message: 'gets 2 times what one of the old version gets before while us-east-1 is down, more than 1.5 times',
    build: (app) => {
      const { reviews, usEast, usWest } = world(app, { v1: 8, v2: 8 }, { v1: 8, v2: 8 });
      // fault: a pod gets more while a region is down
      new Canary(reviews, 'c', {
        from: 'v1',
        to: 'v2',
        maxOnCanary: { usual: 1, regionDown: 1.5 },
        waves: [{ clusters: [usEast, usWest], ...steps }],
      });
    },
  },
  'requests leave the cluster': {
    message:
      "At shift-2-1 of canary 'c' of service 'shop/reviews' 55 % of the requests of clients in 'us-west' are served in other clusters, more than 50 %",
    build: (app) => {
      const { reviews, usEast, usWest } = world(app, { v1: 8, v2: 8 }, { v1: 8 });
      // fault: requests leave the cluster
      new Canary(reviews, 'c', {
        from: 'v1',
        to: 'v2',
        maxShareLeavingCluster: 50,
        waves: [
          { clusters: [usEast], ...steps },
          { clusters: [usWest], ...steps },
        ],
      });
    },
  },
  'nobody said how many pods there are': {
    message: "service 'shop/reviews' does not say how many pods there are",
    build: (app) => {
      const { reviews, usEast, usWest } = world(app, { v1: 8, v2: 8 }, { v1: 8, v2: 8 }, false);
      // fault: nobody said how many pods there are
      new Canary(reviews, 'c', {
        from: 'v1',
        to: 'v2',
        maxOnCanary: 2,
        waves: [{ clusters: [usEast, usWest], ...steps }],
      });
    },
  },
};

export const passing: PassingCases = {
  'as many pods of both': (app) => {
    const { reviews, usEast, usWest } = world(app, { v1: 8, v2: 8 }, { v1: 8, v2: 8 });
    new Canary(reviews, 'c', {
      from: 'v1',
      to: 'v2',
      maxOnCanary: { usual: 1, regionDown: 2 },
      maxShareLeavingCluster: 50,
      waves: [{ clusters: [usEast, usWest], ...steps }],
    });
  },
  'as much left before': (app) => {
    const { reviews, usEast, usWest } = world(app, { v1: 8, v2: 8 }, { v1: 8, v2: 8 });
    new Canary(reviews, 'c', {
      from: 'v1',
      to: 'v2',
      maxShareLeavingCluster: 10,
      waves: [{ clusters: [usEast, usWest], ...steps }],
    });
  },
  'kept at home': (app) => {
    const { reviews, usEast, usWest } = world(app, { v1: 8, v2: 2 }, { v1: 8, v2: 2 });
    new Canary(reviews, 'c', {
      from: 'v1',
      to: 'v2',
      pinToCluster: true,
      maxShareLeavingCluster: 50,
      waves: [{ clusters: [usEast, usWest], ...steps }],
    });
  },
};
