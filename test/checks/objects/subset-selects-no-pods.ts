import { deployment, istio, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const cart = service('cart') + deployment('cart');
const rule = (labels: string, host = 'cart') =>
  istio('DestinationRule', 'cart', `\nhost: ${host}\nsubsets:\n  - name: canary\n    labels:${labels}`);
const v2 = ' # fault\n        version: v2';
const entry = (more: string) =>
  istio(
    'ServiceEntry',
    'machines',
    `\nhosts: [machines.example]\nports: [{ number: 80, name: http, protocol: HTTP }]\nresolution: STATIC\nlocation: MESH_INTERNAL${more}`,
  );

export const failing: FailingWorlds = {
  nowhere: {
    message: "defines subset 'canary' of 'cart' as its pods with version=v2, and there are none in any cluster",
    clusters: { east: cart + rule(v2), west: cart },
  },
  'pods of another service': {
    message: "defines subset 'canary' of 'cart'",
    clusters: { east: cart + deployment('web', 'v2') + rule(v2) },
  },
  'pods of another namespace': {
    message: "defines subset 'canary' of 'cart'",
    clusters: { east: cart + deployment('cart', 'v2', 'front') + rule(v2) },
  },
  'labels against the selector': {
    message: 'as its pods with app=web',
    clusters: { east: cart + deployment('web') + rule(' # fault\n        app: web') },
  },
  'a cluster that the mesh does not have': {
    message: 'topology.istio.io/cluster=north',
    clusters: { east: cart + rule(' # fault\n        topology.istio.io/cluster: north') },
  },
  'endpoints of a ServiceEntry': {
    message: "subset 'canary' of 'machines.example'",
    clusters: {
      east:
        cart + entry('\nendpoints: [{ address: 10.0.0.1, labels: { version: v1 } }]') + rule(v2, 'machines.example'),
    },
  },
};

export const passing: PassingWorlds = {
  'in another cluster': { clusters: { east: cart + rule(' { version: v2 }'), west: cart + deployment('cart', 'v2') } },
  'by cluster': {
    clusters: { east: cart + rule(' { topology.istio.io/cluster: west }'), west: cart },
  },
  'by network and zone': {
    clusters: {
      east: cart + rule(' { topology.istio.io/network: main, topology.kubernetes.io/zone: a }'),
    },
    inventory: 'clusters: [{ name: east, network: main }]\n',
  },
  'on a virtual machine': {
    clusters: {
      east:
        cart +
        istio('WorkloadEntry', 'cart', '\naddress: 10.0.0.9\nlabels: { app: cart, version: v2 }') +
        rule(' { version: v2 }'),
    },
  },
  'no pods of the service are known': {
    clusters: { east: service('cart') + deployment('web') + rule(v2) },
    inventory: 'clusters: [{ name: east }]\ncomplete: false\n',
  },
  'a Service without pods of its own': {
    clusters: { east: deployment('cart') + service('cart', undefined, 'shop', 'type: ClusterIP') + rule(v2) },
  },
};
