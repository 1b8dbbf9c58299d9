import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, OPEN_GATEWAY, service, TWO_NETWORKS } from '../yaml.ts';

const cart = service('cart') + deployment('cart') + OPEN_GATEWAY;
const rule = (mode: string) =>
  istio(
    'DestinationRule',
    'cart',
    `
host: cart.shop.svc.cluster.local
trafficPolicy:
  tls:
    mode: ${mode}`,
  );

export const failing: FailingWorlds = {
  'plaintext towards two networks': {
    message: "sets tls.mode DISABLE for cart.shop.svc.cluster.local, which has pods in network 'eu' as well",
    clusters: { east: cart + rule('DISABLE # fault'), west: cart },
    inventory: TWO_NETWORKS,
  },
};

export const passing: PassingWorlds = {
  'mutual TLS': { clusters: { east: cart + rule('ISTIO_MUTUAL'), west: cart }, inventory: TWO_NETWORKS },
  'one network': { clusters: { east: cart + rule('DISABLE'), west: cart } },
};
