import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { deployment, service } from '../yaml.ts';

const cart = service('cart') + deployment('cart');
const peer = (mode: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: cart, namespace: shop }
spec: { selector: { matchLabels: { app: cart } }, mtls: { mode: ${mode} } }
`;

export const failing: FailingWorlds = {
  'plaintext that only the servers know of': {
    message:
      "accepts only plaintext in cluster 'west', and its callers in other clusters do not know: nothing there says so",
    clusters: { east: service('cart'), west: cart + peer('DISABLE').replace('io/v1', 'io/v1 # fault') },
  },
  'STRICT behind DISABLE': {
    message: "accepts only mutual TLS in cluster 'west'",
    clusters: {
      east: service('cart') + peer('DISABLE'),
      west: cart + peer('STRICT').replace('io/v1', 'io/v1 # fault'),
    },
  },
};

export const passing: PassingWorlds = {
  'known to both': { clusters: { east: service('cart') + peer('DISABLE'), west: cart + peer('DISABLE') } },
  'mutual TLS for all': { clusters: { east: service('cart'), west: cart + peer('STRICT') } },
  'nobody calls it from there': { clusters: { east: '', west: cart + peer('DISABLE') } },
};
