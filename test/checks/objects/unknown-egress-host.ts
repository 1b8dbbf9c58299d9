import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const sidecar = (host: string) => istio('Sidecar', 'default', `\negress:\n  - hosts:\n      - ${host}`);
const cart = service('cart') + deployment('cart');

export const failing: FailingWorlds = {
  'a short name': {
    message: "imports './cart', and no service there has such a host",
    clusters: { east: cart + sidecar('./cart # fault') },
  },
  'another namespace': {
    message: "imports 'bank/cart.shop.svc.cluster.local'",
    clusters: { east: cart + sidecar('bank/cart.shop.svc.cluster.local # fault') },
  },
};

export const passing: PassingWorlds = {
  'a service': { clusters: { east: cart + sidecar('./cart.shop.svc.cluster.local') } },
  'a wildcard': { clusters: { east: cart + sidecar('"shop/*.svc.cluster.local"') } },
  'a ServiceEntry': {
    clusters: {
      east:
        cart +
        istio(
          'ServiceEntry',
          'pay',
          'hosts: [pay.example]\nports: [{ number: 443, name: tls, protocol: TLS }]\nresolution: DNS',
        ) +
        sidecar('./pay.example'),
    },
  },
};
