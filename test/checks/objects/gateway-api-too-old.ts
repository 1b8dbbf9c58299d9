import { document } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const definition = (name: string, version: string) =>
  document(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    `\n  name: ${name}.gateway.networking.k8s.io\n  annotations:\n    gateway.networking.k8s.io/bundle-version: ${version}`,
  );
const release = (istio: string) => `clusters: [{ name: east, istio: "${istio}" }]\n`;

export const failing: FailingWorlds = {
  'routes for TLS': {
    message: 'is of Gateway API v1.4.1, and Istio 1.31 reads the kind from 1.5 on',
    clusters: { east: definition('tlsroutes', 'v1.4.1 # fault') },
    inventory: release('1.31'),
  },
  'routes for TCP': {
    message: 'reads the kind from 1.6 on',
    clusters: { east: definition('tcproutes', 'v1.5.0 # fault') },
    inventory: release('1.31'),
  },
};

export const passing: PassingWorlds = {
  'new enough': { clusters: { east: definition('tlsroutes', 'v1.5.0-rc.1') } },
  'read from any bundle': { clusters: { east: definition('httproutes', 'v1.0.0') } },
  'an Istio that reads it all the same': {
    clusters: { east: definition('tcproutes', 'v1.5.0') },
    inventory: release('1.30'),
  },
};
