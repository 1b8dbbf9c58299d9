import { deployment, istio, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const cart = service('cart', '[{ name: http, port: 80, targetPort: 8080 }]') + deployment('cart');
const route = (port: string) =>
  istio(
    'VirtualService',
    'cart',
    `\nhosts: [cart]\nhttp:\n  - route:\n      - destination:\n          host: cart\n          port:\n            number: ${port}`,
  );

export const failing: FailingWorlds = {
  'the port of the pods': {
    message: "routes to port 8080 of 'cart', which has only 80",
    clusters: { east: cart + route('8080 # fault') },
  },
  'of a ServiceEntry': {
    message: "routes to port 80 of 'api.vendor.example', which has only 443",
    clusters: {
      east:
        istio(
          'ServiceEntry',
          'vendor',
          '\nhosts: [api.vendor.example]\nports: [{ number: 443, name: tls, protocol: TLS }]',
        ) +
        istio(
          'VirtualService',
          'vendor',
          '\nhosts: [api.vendor.example]\ntcp:\n  - route:\n      - destination:\n          host: api.vendor.example\n          port:\n            number: 80 # fault',
        ),
    },
  },
};

export const passing: PassingWorlds = {
  'the port of the Service': { clusters: { east: cart + route('80') } },
  'a port that only another cluster has': {
    clusters: { east: cart + route('81'), west: service('cart', '[{ name: http, port: 81 }]') + deployment('cart') },
  },
  'a host that nobody knows': { clusters: { east: route('8080') } },
};
