import { gateway, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const web = (hosts: string) =>
  gateway('web', ` [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ${hosts} }]`);
const route = (hosts: string, names = '\n  - edge/web') =>
  istio('VirtualService', 'web', `\nhosts: ${hosts}\ngateways:${names}\nhttp: [{ redirect: { uri: / } }]`);

export const failing: FailingWorlds = {
  'another domain': {
    message: 'is for www.shop.example, and Gateway edge/web serves none of them to objects of namespace shop',
    clusters: { east: web('["*.store.example"]') + route('[www.shop.example]', '\n  - edge/web # fault') },
  },
  'for other namespaces': {
    message: 'serves none of them to objects of namespace shop',
    clusters: {
      east: web('[front/www.shop.example, ./www.shop.example]') + route('[www.shop.example]', '\n  - edge/web # fault'),
    },
  },
  'the wildcard does not cover its own domain': {
    message: 'serves none of them',
    clusters: { east: web('["*.shop.example"]') + route('[shop.example]', '\n  - edge/web # fault') },
  },
};

export const passing: PassingWorlds = {
  'under a wildcard': { clusters: { east: web('["*.shop.example"]') + route('[www.shop.example]') } },
  'wider than the Gateway': { clusters: { east: web('[www.shop.example]') + route('["*.example"]') } },
  'for the namespace': { clusters: { east: web('[shop/www.shop.example]') + route('[www.shop.example]') } },
  'one of several': { clusters: { east: web('["*/www.shop.example"]') + route('[api.example, www.shop.example]') } },
  'a short name': { clusters: { east: web('[cart.shop.svc.cluster.local]') + route('[cart]') } },
  'no such Gateway': { clusters: { east: route('[www.shop.example]') } },
};
