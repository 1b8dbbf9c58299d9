import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const gateway = (namespace = 'edge') =>
  istio(
    'Gateway',
    'web',
    '\nselector: { istio: ingress }\nservers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }]',
    namespace,
  );
const route = (name: string) =>
  istio('VirtualService', 'web', `\nhosts: [shop.example]\ngateways:\n  - ${name}\nhttp: [{ redirect: { uri: / } }]`);

export const failing: FailingWorlds = {
  'without its namespace': {
    message: 'is bound to the Gateway shop/web, which does not exist',
    clusters: { east: gateway() + route('web # fault') },
  },
  'a slip of the pen': {
    message: 'is bound to the Gateway edge/wbe',
    clusters: { east: gateway() + route('edge/wbe # fault') },
  },
  'in another cluster alone': {
    message: 'is bound to the Gateway edge/web',
    clusters: { east: route('edge/web # fault'), west: gateway() },
  },
};

export const passing: PassingWorlds = {
  'with its namespace': { clusters: { east: gateway() + route('edge/web') } },
  'of its own namespace': {
    clusters: { east: gateway('shop') + route('web') + route('./web').replace('name: web', 'name: other') },
  },
  'by the old form of the name': { clusters: { east: gateway() + route('web.edge.svc.cluster.local') } },
  mesh: { clusters: { east: route('mesh') } },
};
