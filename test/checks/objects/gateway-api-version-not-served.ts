import { document } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const definition = (group: string, kind: string, versions: string, metadata: string) =>
  document('apiextensions.k8s.io/v1', 'CustomResourceDefinition', metadata, [
    'spec:',
    `  group: ${group}`,
    `  versions: ${versions}`,
    '  names:',
    `    kind: ${kind}`,
  ]);
const group = 'gateway.networking.k8s.io';
const routes = (versions: string, kind = 'HTTPRoute') =>
  definition(group, kind, versions, `{ name: ${kind.toLowerCase()}s.${group} }`);

export const failing: FailingWorlds = {
  'an old bundle': {
    message: 'serves v1alpha2 and v1beta1, and Istio reads HTTPRoute as v1',
    clusters: {
      east: routes(
        '# fault\n    [{ name: v1alpha2, served: true }, { name: v1beta1, served: true }, { name: v1, served: false }]',
      ),
    },
  },
};

export const passing: PassingWorlds = {
  'v1 alone': { clusters: { east: routes('[{ name: v1, served: true }]') } },
  'a kind that is read as v1beta1': {
    clusters: { east: routes('[{ name: v1beta1, served: true }]', 'ReferenceGrant') },
  },
  'a kind that Istio does not read': { clusters: { east: routes('[{ name: v1alpha1, served: true }]', 'Meadow') } },
};
