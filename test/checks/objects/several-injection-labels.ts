import { document, namespace } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const marked = (first: string, second: string) =>
  document('v1', 'Namespace', `\n  name: shop\n  labels:\n    ${first}\n    ${second} # fault`);

export const failing: FailingWorlds = {
  'two ways of injection': {
    message: 'Namespace shop has istio-injection=enabled and istio.io/rev=canary',
    clusters: { east: marked('istio-injection: enabled', 'istio.io/rev: canary') },
  },
  'sidecar and ambient': {
    message: 'Namespace shop has istio.io/rev=canary and istio.io/dataplane-mode=ambient',
    clusters: { east: marked('istio.io/rev: canary', 'istio.io/dataplane-mode: ambient') },
  },
};

export const passing: PassingWorlds = {
  one: { clusters: { east: namespace('shop') } },
  'one of them switched off': {
    clusters: { east: namespace('shop', '{ istio-injection: disabled, istio.io/dataplane-mode: ambient }') },
  },
};
