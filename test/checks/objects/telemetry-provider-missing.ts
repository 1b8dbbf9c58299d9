import { istio } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const telemetry = (name: string) =>
  istio(
    'Telemetry',
    'spans',
    `
tracing:
- providers:
  - name: ${name}`,
  );
const inventory = `
mesh: shop
clusters:
  - name: east
    meshConfig: { extensionProviders: [{ name: otel, opentelemetry: { service: otel.obs.svc.cluster.local, port: 4317 } }] }
`;

export const failing: FailingWorlds = {
  'a tracer that nobody declared': {
    message: "sends to the extension provider 'oltp', which the MeshConfig there does not have (it has otel)",
    clusters: { east: telemetry('oltp # fault') },
    inventory,
  },
};

export const passing: PassingWorlds = {
  'a tracer that is there': { clusters: { east: telemetry('otel') }, inventory },
  'one that istiod always has': { clusters: { east: telemetry('stackdriver') }, inventory },
  'a MeshConfig that nobody knows': { clusters: { east: telemetry('oltp') } },
};
