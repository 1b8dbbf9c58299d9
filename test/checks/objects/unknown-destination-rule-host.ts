import { deployment, istio, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const cart = service('cart') + deployment('cart');
const rule = (host: string) =>
  istio(
    'DestinationRule',
    'cart',
    `\ntrafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } }\nhost: ${host}`,
  );
const vendor = istio(
  'ServiceEntry',
  'vendor',
  '\nhosts: ["*.vendor.example"]\nports: [{ number: 443, name: tls, protocol: TLS }]',
);

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: "is for 'crat' (that is crat.shop.svc.cluster.local), a host that no Service",
    clusters: { east: cart + rule('crat # fault') },
  },
  'a name with its namespace alone': {
    message: "is for 'cart.shop', a host that no Service",
    clusters: { east: cart + rule('cart.shop # fault') },
  },
  'a host that only a wildcard covers': {
    message: "is for 'api.vendor.example', a host that no Service",
    clusters: { east: cart + vendor + rule('api.vendor.example # fault') },
  },
  'a wildcard that covers nothing': {
    message: "is for '*.front.svc.cluster.local'",
    clusters: { east: cart + rule('"*.front.svc.cluster.local" # fault') },
  },
};

export const passing: PassingWorlds = {
  'a Service': { clusters: { east: cart + rule('cart') } },
  'a wildcard over the mesh': { clusters: { east: cart + rule('"*.local"') } },
  'a ServiceEntry': {
    clusters: {
      east: cart + vendor + rule('"*.vendor.example"'),
    },
  },
  'nothing known about Services': { clusters: { east: rule('crat') } },
};
