import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

export const failing: FailingWorlds = {
  'an unknown field': {
    message: "VirtualService shop/cart: spec.http[0].timeuot: unknown field 'timeuot'",
    clusters: {
      east: istio(
        'VirtualService',
        'cart',
        `
hosts: [cart]
http:
  - timeuot: 2s # fault
    route: [{ destination: { host: cart } }]`,
      ),
    },
  },
  'a value of another type': {
    message: 'spec.http[0].route[0].weight: must be an integer',
    clusters: {
      east: istio(
        'VirtualService',
        'cart',
        `
hosts: [cart]
http:
  - route:
      - destination: { host: cart }
        weight: "100" # fault`,
      ),
    },
  },
  'a rule of the CRD': {
    message: 'PeerAuthentication shop/cart',
    clusters: {
      east: istio(
        'PeerAuthentication',
        'cart',
        `
portLevelMtls: { "8080": { mode: STRICT } }`,
      ).replace('spec:', 'spec: # fault'),
    },
  },
};

export const passing: PassingWorlds = {
  'all as it should be': {
    clusters: {
      east: istio('VirtualService', 'cart', 'hosts: [cart]\nhttp: [{ route: [{ destination: { host: cart } }] }]'),
    },
  },
};
