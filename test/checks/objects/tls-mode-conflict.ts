import { namespace } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const cart = service('cart') + deployment('cart');
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
const peer = (mode: string, rest = '') =>
  istio('PeerAuthentication', 'cart', `selector: { matchLabels: { app: cart } }\nmtls: { mode: ${mode} }\n${rest}`);

export const failing: FailingWorlds = {
  'plaintext to STRICT': {
    message:
      "calls cart.shop.svc.cluster.local with plaintext (tls.mode DISABLE), and its pods in cluster 'east' accept only mutual TLS",
    clusters: { east: cart + peer('STRICT') + rule('DISABLE # fault') },
  },
  'other TLS to STRICT in another cluster': {
    message: "and its pods in cluster 'west' accept only mutual TLS",
    clusters: { east: cart + rule('SIMPLE # fault'), west: cart + peer('STRICT') },
  },
  'mutual TLS to DISABLE': {
    message: 'with mutual TLS of the mesh (tls.mode ISTIO_MUTUAL)',
    clusters: { east: cart + peer('DISABLE') + rule('ISTIO_MUTUAL # fault') },
  },
  'a port of its own': {
    message: 'accept only mutual TLS',
    clusters: {
      east: cart + peer('PERMISSIVE', 'portLevelMtls: { "8080": { mode: STRICT } }') + rule('DISABLE # fault'),
    },
  },
};

export const passing: PassingWorlds = {
  'mutual TLS to STRICT': { clusters: { east: cart + peer('STRICT') + rule('ISTIO_MUTUAL') } },
  'plaintext to PERMISSIVE': { clusters: { east: cart + peer('PERMISSIVE') + rule('DISABLE') } },
  'plaintext to DISABLE': { clusters: { east: cart + peer('DISABLE') + rule('DISABLE') } },
  'towards pods that a ztunnel stands for': {
    clusters: { east: cart + rule('ISTIO_MUTUAL') + namespace('shop', '{ istio.io/dataplane-mode: ambient }') },
  },
  'an open port': {
    clusters: { east: cart + peer('STRICT', 'portLevelMtls: { "8080": { mode: PERMISSIVE } }') + rule('DISABLE') },
  },
};
