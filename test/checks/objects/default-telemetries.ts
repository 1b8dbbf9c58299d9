import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const telemetry = (name: string, more = '', namespace = 'shop') =>
  istio('Telemetry', name, `\ntracing: [{ randomSamplingPercentage: 5 }]${more}`, namespace);
const marked = (text: string) => text.replace(/(kind: Telemetry\n.*)\n/, '$1 # fault\n');

export const failing: FailingWorlds = {
  'two for one namespace': {
    message: 'Telemetry shop/b is for all pods of namespace shop, and so is Telemetry shop/a',
    clusters: { east: telemetry('a') + marked(telemetry('b')) },
  },
  'one with an empty selector': {
    message: 'Telemetry shop/b is for all pods of namespace shop',
    clusters: { east: telemetry('a') + marked(telemetry('b', '\nselector: { matchLabels: {} }')) },
  },
};

export const passing: PassingWorlds = {
  'one with a selector': {
    clusters: { east: telemetry('a') + telemetry('b', '\nselector: { matchLabels: { app: cart } }') },
  },
  'one for a waypoint': {
    clusters: {
      east:
        telemetry('a') +
        telemetry('b', '\ntargetRefs: [{ kind: Gateway, group: gateway.networking.k8s.io, name: waypoint }]'),
    },
  },
  'different namespaces': { clusters: { east: telemetry('a') + telemetry('b', '', 'front') } },
};
