import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const wide = (mark = '') =>
  istio(
    'VirtualService',
    'everything',
    `
hosts:
  - "*"${mark}
gateways: [web]
http: [{ route: [{ destination: { host: front } }] }]`,
  );
const single = (match: string) =>
  istio(
    'VirtualService',
    'shop',
    `
hosts: [shop.example]
gateways: [web]
http:
  - ${match}
    route: [{ destination: { host: cart } }]`,
  );

export const failing: FailingWorlds = {
  'a host with one path of its own': {
    message: "has routes for '*' on gateway shop/web, where VirtualService shop/shop has routes for shop.example",
    clusters: { east: wide(' # fault') + single('match: [{ uri: { prefix: /cart } }]') },
  },
};

export const passing: PassingWorlds = {
  'a host that takes every path': { clusters: { east: wide() + single('name: all') } },
  'no host of its own': { clusters: { east: wide() } },
};
