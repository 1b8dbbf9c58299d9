import { deployment, istio, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const cart = service('cart', '[{ name: http, port: 80 }, { name: grpc, port: 90 }]') + deployment('cart');
const route = (destination: string, more = '', hosts = '[cart]') =>
  istio('VirtualService', 'web', `\nhosts: ${hosts}${more}\nhttp:\n  - route:\n      - destination: ${destination}`);

export const failing: FailingWorlds = {
  'from a gateway': {
    message: "routes to 'cart' and does not say to which of its ports 80 and 90",
    clusters: { east: cart + route('{ host: cart } # fault', '\ngateways: [web]', '[shop.example]') },
  },
  'for sidecars that ask another host': {
    message: "routes to 'cart' and does not say",
    clusters: {
      east: cart + service('web', '[{ name: http, port: 8000 }]') + route('{ host: cart } # fault', '', '[web]'),
    },
  },
  'for sidecars, and worth knowing': {
    message: "routes to 'cart' and does not say",
    clusters: { east: cart + route('{ host: cart } # fault') },
  },
};

export const passing: PassingWorlds = {
  'with a port': { clusters: { east: cart + route('{ host: cart, port: { number: 90 } }', '\ngateways: [web]') } },
  'with one port alone': { clusters: { east: service('cart') + route('{ host: cart }', '\ngateways: [web]') } },
  'one number for TCP and UDP': {
    clusters: {
      east:
        service('dns', '[{ name: dns-tcp, port: 53 }, { name: dns, port: 53, protocol: UDP }]') +
        istio('VirtualService', 'dns', '\nhosts: [dns]\ntcp:\n  - route:\n      - destination: { host: dns }'),
    },
  },
};
