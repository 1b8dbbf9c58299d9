import { document, istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const gateway = document('gateway.networking.k8s.io/v1', 'Gateway', '{ name: web, namespace: shop }', [
  'spec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }',
]);
const waypoint = document('apps/v1', 'Deployment', '{ name: waypoint, namespace: shop }', [
  'spec:',
  '  template:',
  '    metadata:',
  '      labels: { gateway.networking.k8s.io/gateway-name: waypoint, gateway.istio.io/managed: istio.io-mesh-controller }',
  '    spec: { containers: [{ name: istio-proxy, args: [proxy, waypoint] }] }',
]);
const policy = (target: string, kind = 'AuthorizationPolicy') =>
  istio(kind, 'callers', kind === 'Telemetry' ? target : `\nrules: [{}]${target}`);
const selecting = (name: string, mark = '') =>
  `\nselector:${mark}\n  matchLabels: { gateway.networking.k8s.io/gateway-name: ${name} }`;

export const failing: FailingWorlds = {
  'a waypoint': {
    message: "selects the pods of the waypoint 'waypoint' by their labels",
    clusters: { east: waypoint + policy(selecting('waypoint', ' # fault')) },
  },
  'a Gateway': {
    message: "Telemetry shop/callers selects the pods of Gateway 'web' by their labels",
    clusters: { east: gateway + policy(selecting('web', ' # fault'), 'Telemetry') },
  },
};

export const passing: PassingWorlds = {
  'with targetRefs': {
    clusters: {
      east: waypoint + policy('\ntargetRefs: [{ kind: Gateway, group: gateway.networking.k8s.io, name: waypoint }]'),
    },
  },
  'other pods': { clusters: { east: waypoint + gateway + policy('\nselector: { matchLabels: { app: cart } }') } },
};
