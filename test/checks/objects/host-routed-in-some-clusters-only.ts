import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const cart = service('cart') + deployment('cart', 'v1') + deployment('cart', 'v2');
const front = istio('VirtualService', 'front', 'hosts: [front]\nhttp: [{ route: [{ destination: { host: front } }] }]');
const route = (subset: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http: [{ route: [{ destination: { host: cart${subset} } }] }]
---
`;

export const failing: FailingWorlds = {
  'versions pinned in one cluster': {
    message: 'pins versions of cart.shop.svc.cluster.local in east; west has no route for it',
    clusters: {
      east: cart + front + route(', subset: v1').replace('io/v1', 'io/v1 # fault'),
      west: cart + front,
    },
  },
};

export const passing: PassingWorlds = {
  'in both': { clusters: { east: cart + route(', subset: v1'), west: cart + route(', subset: v2') } },
  'no versions named': { clusters: { east: cart + route(''), west: cart + front } },
  'nobody to call it there': { clusters: { east: cart + route(', subset: v1'), west: front } },
};
