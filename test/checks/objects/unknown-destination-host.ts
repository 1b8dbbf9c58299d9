import { deployment, istio, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const cart = service('cart') + deployment('cart');
const route = (host: string, more = '') =>
  istio(
    'VirtualService',
    'web',
    `\nhosts: [web]\nhttp:\n  - route:\n      - destination:\n          host: ${host}${more}`,
  );
const entry = (host: string, exportTo = '') =>
  istio(
    'ServiceEntry',
    'vendor',
    `\nhosts: ["${host}"]\nports: [{ number: 443, name: tls, protocol: TLS }]\nresolution: DNS${exportTo}`,
    'egress',
  );
const privately = service('cart').replace(
  'metadata: {',
  'metadata: { annotations: { networking.istio.io/exportTo: . },',
);

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: "routes to the host 'crat' (that is crat.shop.svc.cluster.local), which no Service",
    clusters: { east: cart + route('crat # fault') },
  },
  'a name with its namespace alone': {
    message: "routes to the host 'cart.shop', which no Service",
    clusters: { east: cart + route('cart.shop # fault') },
  },
  'a short name of another namespace': {
    message: 'that is cart.front.svc.cluster.local',
    clusters: {
      east:
        cart +
        service('web', undefined, 'front') +
        istio(
          'VirtualService',
          'web',
          '\nhosts: [web]\nhttp:\n  - route:\n      - destination:\n          host: cart # fault',
          'front',
        ),
    },
  },
  'a mirror': {
    message: "mirrors to the host 'cart-copy'",
    clusters: {
      east: cart + route('cart', '\n    mirror:\n      host: cart-copy # fault'),
    },
  },
  'a host outside that nobody declares': {
    message: "routes to the host 'api.vendor.example'",
    clusters: { east: cart + route('api.vendor.example # fault') },
  },
  'upper case': {
    message: "routes to the host 'Cart.shop.svc.cluster.local', which no Service",
    clusters: { east: cart + route('Cart.shop.svc.cluster.local # fault') },
  },
  'a host that only a wildcard covers': {
    message: "routes to the host 'api.vendor.example', which no Service",
    clusters: { east: cart + entry('*.vendor.example') + route('api.vendor.example # fault') },
  },
  'a Service that keeps to its namespace': {
    message: "routes to 'cart.shop.svc.cluster.local', which is not exported to the namespace front",
    clusters: {
      east:
        privately +
        deployment('cart') +
        istio(
          'VirtualService',
          'web',
          '\nhosts: [cart.shop.svc.cluster.local]\nhttp:\n  - route:\n      - destination:\n          host: cart.shop.svc.cluster.local # fault',
          'front',
        ),
    },
  },
};

export const passing: PassingWorlds = {
  'in another cluster': { clusters: { east: deployment('web') + route('cart'), west: cart } },
  'the wildcard of a ServiceEntry': {
    clusters: { east: cart + entry('*.vendor.example') + route('"*.vendor.example"') },
  },
  'exported to the namespace': {
    clusters: { east: cart + entry('api.vendor.example', '\nexportTo: [shop]') + route('api.vendor.example') },
  },
  'nothing known about Services': { clusters: { east: route('crat') } },
  'of the API server': { clusters: { east: cart + route('kubernetes.default.svc.cluster.local') } },
};
