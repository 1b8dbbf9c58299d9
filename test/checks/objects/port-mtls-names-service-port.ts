import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, istio, service } from '../yaml.ts';

const peer = (port: number, mark = '') =>
  istio(
    'PeerAuthentication',
    'cart',
    `
selector: { matchLabels: { app: cart } }
mtls: { mode: STRICT }
portLevelMtls:
  ${port}: { mode: PERMISSIVE }${mark}`,
  );
const cart = service('cart', 80, 8080) + deployment('cart');

export const failing: FailingWorlds = {
  "the Service's port": {
    message: "sets the mutual TLS of port 80; that is the port of Service 'shop/cart', whose pods listen on 8080",
    clusters: { east: cart + peer(80, ' # fault') },
  },
  'a named port': {
    message: 'whose pods listen on 8080',
    clusters: { east: service('cart', 80, 'main') + deployment('cart') + peer(80, ' # fault') },
  },
};

export const passing: PassingWorlds = {
  "the pods' port": { clusters: { east: cart + peer(8080) } },
  'a port that no Service has': { clusters: { east: cart + peer(9090) } },
};
