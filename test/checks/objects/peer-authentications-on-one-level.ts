import type { FailingWorlds, PassingWorlds } from '../world-case.ts';
import { istio } from '../yaml.ts';

const peer = (name: string, mode: string, mark = '') =>
  istio('PeerAuthentication', name, `mtls: { mode: ${mode} }`).replace('\napiVersion', `\n${mark}apiVersion`);

export const failing: FailingWorlds = {
  'two of a namespace': {
    message: "both set the mutual TLS of namespace 'shop'",
    clusters: {
      east: `${peer('strict', 'STRICT')}
apiVersion: security.istio.io/v1 # fault
kind: PeerAuthentication
metadata: { name: open, namespace: shop }
spec: { mtls: { mode: PERMISSIVE } }
`,
    },
  },
};

export const passing: PassingWorlds = {
  'one in each cluster': { clusters: { east: peer('strict', 'STRICT'), west: peer('open', 'PERMISSIVE') } },
  'one of the namespace and one of a workload': {
    clusters: {
      east:
        peer('strict', 'STRICT') +
        istio('PeerAuthentication', 'cart', 'selector: { matchLabels: { app: cart } }\nmtls: { mode: PERMISSIVE }'),
    },
  },
};
