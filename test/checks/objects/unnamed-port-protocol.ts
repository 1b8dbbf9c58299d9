import { document, service } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

export const failing: FailingWorlds = {
  'a name that says nothing': {
    message: "does not say which protocol its port 8000 ('web') has",
    clusters: { east: service('cart', '\n    - { name: http, port: 80 }\n    - { name: web, port: 8000 } # fault') },
  },
  'no name': {
    message: 'does not say which protocol its port 8000 has',
    clusters: { east: service('cart', '\n    - { port: 8000 } # fault') },
  },
};

export const passing: PassingWorlds = {
  'by the name': { clusters: { east: service('cart', '[{ name: grpc-web, port: 80 }, { name: tcp-x, port: 81 }]') } },
  'by appProtocol': { clusters: { east: service('cart', '[{ name: web, port: 80, appProtocol: http }]') } },
  UDP: { clusters: { east: service('cart', '[{ name: web, port: 80, protocol: UDP }]') } },
  'a port that is well known': { clusters: { east: service('database', '[{ name: db, port: 3306 }]') } },
  'of Kubernetes': {
    clusters: {
      east: document('v1', 'Service', '{ name: kube-dns, namespace: kube-system }', [
        'spec: { ports: [{ name: metrics, port: 9153 }] }',
      ]),
    },
  },
  'of a gateway of Istio': {
    clusters: {
      east: document('v1', 'Service', '{ name: ingress, namespace: edge, labels: { istio: ingress } }', [
        'spec: { ports: [{ name: status-port, port: 15021 }] }',
      ]),
    },
  },
};
