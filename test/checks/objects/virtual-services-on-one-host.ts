import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const route = (name: string, hosts: string, more = '', namespace = 'shop') =>
  istio('VirtualService', name, `\nhosts: ${hosts}${more}\nhttp: [{ redirect: { uri: / } }]`, namespace);
const cart = 'cart.shop.svc.cluster.local';
const aged = (text: string, time: string) => text.replace(/metadata: \{/, `metadata: { creationTimestamp: "${time}",`);

export const failing: FailingWorlds = {
  'a short name and the name in full': {
    message: "VirtualService shop/b is for 'cart.shop.svc.cluster.local', and so is VirtualService shop/a",
    clusters: { east: route('a', '[cart]') + route('b', `\n  - ${cart} # fault`) },
  },
  'the newer is told': {
    message: 'VirtualService shop/a is for',
    clusters: {
      east:
        aged(route('a', '\n  - cart # fault'), '2026-02-02T00:00:00Z') +
        aged(route('b', '[cart]'), '2026-01-01T00:00:00Z'),
    },
  },
  'exported to a namespace in common': {
    message: 'VirtualService front/b is for',
    clusters: {
      east:
        route('a', `[${cart}]`, '\nexportTo: [front, back]') +
        route('b', `\n  - ${cart} # fault`, '\nexportTo: ["."]', 'front'),
    },
  },
  'two hosts, told once': {
    message: "is for 'api.example' and 'www.example'",
    clusters: {
      east: route('a', '[www.example, api.example]') + route('b', '\n  - api.example # fault\n  - www.example'),
    },
  },
  'one for everybody, one for a namespace': {
    message: 'VirtualService front/b is for',
    clusters: {
      east: route('a', `[${cart}]`) + route('b', `\n  - ${cart} # fault`, '\nexportTo: ["."]', 'front'),
    },
  },
};

export const passing: PassingWorlds = {
  'of different namespaces, each for its own': {
    clusters: {
      east: route('a', `[${cart}]`, '\nexportTo: ["."]') + route('b', `[${cart}]`, '\nexportTo: ["."]', 'front'),
    },
  },
  'one for a gateway': { clusters: { east: route('a', '[cart]') + route('b', '[cart]', '\ngateways: [web]') } },
  'in different clusters': { clusters: { east: route('a', '[cart]'), west: route('b', '[cart]') } },
  'a wildcard and a name that it covers': {
    clusters: { east: route('a', '[cart]') + route('b', '["*.shop.svc.cluster.local"]') },
  },
  'short names of different namespaces': {
    clusters: { east: route('a', '[cart]') + route('b', '[cart]', '', 'front') },
  },
};
