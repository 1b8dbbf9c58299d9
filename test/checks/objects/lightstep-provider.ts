import { istio, meshConfig } from '../manifests.ts';
import type { FailingWorlds, PassingWorlds } from '../world-case.ts';

const config = meshConfig(
  '\nextensionProviders:\n  - { name: traces, lightstep: { service: collector.traces, port: 443 } }\n  - { name: otel, opentelemetry: { service: otel.traces, port: 4317 } }',
);
const telemetry = (name: string) =>
  istio('Telemetry', 'traces', `\ntracing:\n  - providers:\n      - name: ${name}`, 'istio-system');

export const failing: FailingWorlds = {
  'by its name': {
    message: "sends traces by 'traces', a Lightstep provider",
    clusters: { east: config + telemetry('traces # fault') },
  },
};

export const passing: PassingWorlds = {
  'another provider': { clusters: { east: config + telemetry('otel') } },
  'nothing known about MeshConfig': { clusters: { east: telemetry('traces') } },
};
