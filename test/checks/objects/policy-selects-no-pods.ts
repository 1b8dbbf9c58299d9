import { deployment, document, istio, namespace } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const policy = (spec: string, at = 'shop') => istio('AuthorizationPolicy', 'callers', `\nrules: [{}]${spec}`, at);
const cart = deployment('cart');
const selecting = (labels: string) => `\nselector:\n  matchLabels: ${labels}`;

export const failing: FailingWorlds = {
  'a slip of the pen': {
    message: 'selects pods with app=crat, and namespace shop has none',
    clusters: { east: cart + policy(selecting('# fault\n    app: crat')) },
  },
  'pods without a proxy': {
    message: 'selects pods with app=cart',
    clusters: {
      east: namespace('shop', '{ istio-injection: disabled }') + cart + policy(selecting('# fault\n    app: cart')),
    },
  },
  'a namespace without pods': {
    message: 'is for all pods of namespace empty',
    clusters: {
      east:
        cart +
        document('security.istio.io/v1', 'AuthorizationPolicy', '\n  name: callers\n  namespace: empty # fault', [
          'spec: { rules: [{}] }',
        ]),
    },
  },
  'from the root namespace': {
    message: 'and the mesh has none that has a proxy',
    clusters: { east: cart + policy(selecting('# fault\n    app: crat'), 'istio-system') },
  },
};

export const passing: PassingWorlds = {
  'pods that are there': { clusters: { east: cart + policy(selecting('{ app: cart }')) } },
  'pods of any namespace, from the root namespace': {
    clusters: { east: cart + policy(selecting('{ app: cart }'), 'istio-system') },
  },
  'pods of an ambient namespace': {
    clusters: {
      east: namespace('shop', '{ istio.io/dataplane-mode: ambient }') + cart + policy(selecting('{ app: cart }')),
    },
  },
  'for a waypoint': {
    clusters: {
      east:
        cart + policy('\ntargetRefs: [{ kind: Gateway, group: gateway.networking.k8s.io, name: waypoint }]', 'empty'),
    },
  },
};
