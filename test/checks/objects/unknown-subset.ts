import { deployment, istio, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const host = 'cart.shop.svc.cluster.local';
const cart = service('cart') + deployment('cart', 'v1') + deployment('web', 'v1', 'front');
const rule = (more = '', namespace = 'shop', subsets = '[{ name: v1, labels: { version: v1 } }]') =>
  istio('DestinationRule', 'cart', `\nhost: ${host}\nsubsets: ${subsets}${more}`, namespace);
const route = (subset: string, more = '', namespace = 'shop') =>
  istio(
    'VirtualService',
    'cart',
    `\nhosts: [${host}]${more}\nhttp:\n  - route:\n      - destination:\n          host: ${host}\n          subset: ${subset}`,
    namespace,
  );
const split = istio(
  'VirtualService',
  'cart',
  `\nhosts: [cart]\nhttp:\n  - route:\n      - weight: 100\n        destination: { host: cart, subset: v1 }\n      - weight: 0\n        destination:\n          host: cart\n          subset: v2 # fault`,
);

export const failing: FailingWorlds = {
  'a subset that the rule lacks': {
    message:
      "routes to subset 'v2' of 'cart.shop.svc.cluster.local', but the DestinationRule in force for its clients, shop/cart, has only v1",
    clusters: { east: cart + rule() + route('v2 # fault') },
  },
  'no rule at all': {
    message: 'and no DestinationRule for that host is in force for its clients',
    clusters: { east: cart + route('v1 # fault') },
  },
  'a rule that other clusters have': {
    message: 'and no DestinationRule for that host is in force',
    clusters: { east: cart + route('v1 # fault'), west: cart + rule() },
  },
  'a rule of a namespace that nobody looks into': {
    message: 'but its clients do not see DestinationRule elsewhere/cart, which defines it',
    clusters: { east: cart + rule('', 'elsewhere') + route('v1 # fault') },
  },
  'a rule that some clients do not see': {
    message: 'but clients in front do not see DestinationRule shop/cart',
    clusters: { east: cart + rule('\nexportTo: ["."]') + route('v1 # fault') },
  },
  'a wildcard rule that an exact one hides': {
    message: 'shop/cart, has only v1',
    clusters: {
      east:
        cart +
        rule() +
        istio(
          'DestinationRule',
          'all',
          '\nhost: "*.shop.svc.cluster.local"\nsubsets: [{ name: v2, labels: { version: v2 } }]',
        ) +
        route('v2 # fault'),
    },
  },
  'with weight 0': {
    message: "routes to subset 'v2' of 'cart'",
    clusters: { east: cart + rule() + split },
  },
  'a mirror': {
    message: "mirrors to subset 'v2' of 'cart'",
    clusters: {
      east:
        cart +
        rule() +
        istio(
          'VirtualService',
          'cart',
          `\nhosts: [cart]\nhttp:\n  - route: [{ destination: { host: cart, subset: v1 } }]\n    mirrors:\n      - destination:\n          host: cart\n          subset: v2 # fault`,
        ),
    },
  },
};

export const passing: PassingWorlds = {
  'in the rule of the service': { clusters: { east: cart + rule() + route('v1') } },
  'in pieces of one namespace': {
    clusters: {
      east:
        cart +
        rule() +
        istio('DestinationRule', 'cart-v2', `\nhost: cart\nsubsets: [{ name: v2, labels: { version: v2 } }]`) +
        route('v2'),
    },
  },
  'in the root namespace': { clusters: { east: cart + rule('', 'istio-system') + route('v1') } },
  'by a wildcard': {
    clusters: {
      east:
        cart +
        istio(
          'DestinationRule',
          'all',
          '\nhost: "*.shop.svc.cluster.local"\nsubsets: [{ name: v1, labels: { version: v1 } }]',
        ) +
        route('v1'),
    },
  },
  'for the only clients there are': {
    clusters: { east: cart + rule('', 'front') + route('v1', '\nexportTo: ["."]', 'front') },
  },
};
