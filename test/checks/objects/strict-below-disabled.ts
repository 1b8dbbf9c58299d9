import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const peer = (name: string, mode: string, selector = '', mark = '') => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: shop }
spec:
  ${selector}
  mtls:
    mode: ${mode}${mark}
---
`;
const cart = 'selector: { matchLabels: { app: cart } }';

export const failing: FailingWorlds = {
  'a workload in a namespace without mutual TLS': {
    message: 'asks for mutual TLS below PeerAuthentication shop/default, which switches it off',
    clusters: { east: peer('default', 'DISABLE') + peer('cart', 'STRICT', cart, ' # fault') },
  },
};

export const passing: PassingWorlds = {
  'a namespace that takes both': { clusters: { east: peer('default', 'PERMISSIVE') + peer('cart', 'STRICT', cart) } },
  'a workload that takes both': { clusters: { east: peer('default', 'DISABLE') + peer('cart', 'PERMISSIVE', cart) } },
  'another cluster': { clusters: { east: peer('default', 'DISABLE'), west: peer('cart', 'STRICT', cart) } },
};
