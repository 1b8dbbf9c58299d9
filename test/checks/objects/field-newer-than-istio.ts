import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const inventory = (release: string) => `
mesh: shop
clusters: [{ name: east, istio: "${release}" }]
`;
const policy = (mark = '') =>
  istio(
    'AuthorizationPolicy',
    'cart',
    `
rules:
  - from:
      - source:
          trustDomains: [shop.example]${mark}`,
  );
const rewrite = (mark = '') =>
  istio(
    'VirtualService',
    'cart',
    `
hosts: [cart.example]
gateways: [web]
http:
  - match: [{ uri: { prefix: /old } }]
    redirect:
      prefixRewrite: /new${mark}`,
  );

export const failing: FailingWorlds = {
  'a field of 1.30 in 1.29': {
    message: 'AuthorizationPolicy shop/cart: spec.rules[0].from[0].source.trustDomains',
    clusters: { east: policy(' # fault') },
    inventory: inventory('1.29'),
  },
  'a field of 1.31 in 1.30': {
    message: 'VirtualService shop/cart: spec.http[0].redirect.prefixRewrite',
    clusters: { east: rewrite(' # fault') },
    inventory: inventory('1.30'),
  },
};

export const passing: PassingWorlds = {
  'a field of its release': { clusters: { east: policy() }, inventory: inventory('1.30') },
  'the newest': { clusters: { east: rewrite() }, inventory: inventory('1.31') },
};
