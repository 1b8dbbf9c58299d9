import { istio, meshConfig } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const telemetry = (entry: string) => istio('Telemetry', 'logs', `\naccessLogging:\n  - ${entry}`, 'istio-system');
const config = meshConfig('\naccessLogFile: ""');

export const failing: FailingWorlds = {
  'no default provider': {
    message: 'asks for access logs and names no provider, and MeshConfig has no default one',
    clusters: { east: config + telemetry('filter: { expression: response.code >= 400 } # fault') },
  },
};

export const passing: PassingWorlds = {
  'names one': { clusters: { east: config + telemetry('providers: [{ name: envoy }]') } },
  'switches logs off': { clusters: { east: config + telemetry('disabled: true') } },
  'a default provider': {
    clusters: {
      east: meshConfig('\ndefaultProviders: { accessLogging: [envoy] }') + telemetry('match: { mode: SERVER }'),
    },
  },
  'nothing known about MeshConfig': { clusters: { east: telemetry('match: { mode: SERVER }') } },
};
