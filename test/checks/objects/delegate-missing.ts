import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const root = (mark = '') =>
  istio(
    'VirtualService',
    'root',
    `
hosts: [shop.example]
gateways: [web]
http:
  - match: [{ uri: { prefix: /cart } }]
    delegate: { name: cart, namespace: team }${mark}`,
  );
const leaf = (rest: string) =>
  istio('VirtualService', 'cart', `${rest}\nhttp: [{ route: [{ destination: { host: cart } }] }]`, 'team');

export const failing: FailingWorlds = {
  'not there': {
    message: 'delegates to VirtualService team/cart, which is not there',
    clusters: { east: root(' # fault') },
  },
  'not exported': {
    message: "whose exportTo does not contain 'shop'",
    clusters: { east: root(' # fault') + leaf('exportTo: ["."]') },
  },
  'no delegate': {
    message: 'which has hosts of its own',
    clusters: { east: root(' # fault') + leaf('hosts: [cart]') },
  },
};

export const passing: PassingWorlds = {
  'a delegate': { clusters: { east: root() + leaf('exportTo: [shop]') } },
};
