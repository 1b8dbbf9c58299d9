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

export const failing: FailingWorlds = {
  'of the policies of old': {
    message: 'is for ServiceRole of rbac.istio.io, which Istio removed',
    clusters: {
      east: definition('rbac.istio.io', 'ServiceRole # fault', '[]', '{ name: serviceroles.rbac.istio.io }'),
    },
  },
};

export const passing: PassingWorlds = {
  current: {
    clusters: {
      east: definition(
        'security.istio.io',
        'AuthorizationPolicy',
        '[]',
        '{ name: authorizationpolicies.security.istio.io }',
      ),
    },
  },
};
