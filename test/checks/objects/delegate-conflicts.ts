import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const root = (uri: string) =>
  istio(
    'VirtualService',
    'root',
    `
hosts: [shop.example]
gateways: [web]
http:
  - match: [{ uri: ${uri} }]
    delegate: { name: cart }`,
  );
const leaf = (match: string) =>
  istio(
    'VirtualService',
    'cart',
    `
http:
  - ${match}
    route: [{ destination: { host: cart } }]`,
  );

export const failing: FailingWorlds = {
  'a path elsewhere': {
    message: "'/other' is not below '/cart'",
    clusters: { east: root('{ prefix: /cart }') + leaf('match: [{ uri: { prefix: /other } }] # fault') },
  },
  'a regex at the root': {
    message: 'one of them matches the path by a regex',
    clusters: { east: root('{ regex: /cart.* }') + leaf('match: [{ uri: { prefix: /cart/a } }] # fault') },
  },
};

export const passing: PassingWorlds = {
  'a path below': { clusters: { east: root('{ prefix: /cart }') + leaf('match: [{ uri: { prefix: /cart/items } }]') } },
  'no match of its own': { clusters: { east: root('{ regex: /cart.* }') + leaf('name: all') } },
};
