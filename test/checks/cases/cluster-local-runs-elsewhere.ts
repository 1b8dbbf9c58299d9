import { Cluster, Mesh, type MeshApp, Network, Service } from 'meshwright';
import type { FailingCases, PassingCases } from '../case.ts';

function shop(app: MeshApp, ...hosts: readonly [string, boolean][]) {
  const serviceSettings = hosts.map(([host, clusterLocal]) => ({ hosts: [host] as const, settings: { clusterLocal } }));
  const mesh = new Mesh(app, 'shop', { meshConfig: { serviceSettings } });
  const common = { network: new Network(mesh, 'lan'), istio: '1.31' } as const;
  const eu = new Cluster(mesh, 'eu', { ...common, region: 'eu-west-1' });
  const us = new Cluster(mesh, 'us', { ...common, region: 'us-east-1' });
  const front = new Service(mesh, 'front', { namespace: 'shop', ports: { http: 80 }, runsIn: [eu, us], callers: [] });
  return { mesh, eu, us, front };
}

const till: [string, boolean] = ['*.till.svc.cluster.local', true];

export const failing: FailingCases = {
  'callers where nothing runs': {
    message: "Service 'till/printer' is cluster-local to callers in cluster 'us', where it does not run",
    build: (app) => {
      const { mesh, eu, front } = shop(app, till);
      // fault: callers where nothing runs
      new Service(mesh, 'printer', { namespace: 'till', ports: { http: 80 }, runsIn: [eu], callers: [front] });
    },
  },
};

export const passing: PassingCases = {
  'one that runs everywhere': (app) => {
    const { mesh, eu, us, front } = shop(app, till);
    new Service(mesh, 'printer', { namespace: 'till', ports: { http: 80 }, runsIn: [eu, us], callers: [front] });
  },
  'one that is carved out': (app) => {
    const { mesh, eu, front } = shop(app, till, ['printer.till.svc.cluster.local', false]);
    new Service(mesh, 'printer', { namespace: 'till', ports: { http: 80 }, runsIn: [eu], callers: [front] });
  },
};
