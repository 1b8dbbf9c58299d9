import type { FieldPath } from '../../istio/field-path.ts';
import type { SpecOf } from '../../istio/generated/kinds.ts';
import { BUILT_IN_PROVIDERS } from '../../istio/mesh-config/provider-schema.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';

/** A Telemetry whose provider the MeshConfig of its cluster does not have. */
export const telemetryProviderMissing = defineObjectCheck({
  code: 'telemetry-provider-missing',
  severity: 'error',
  *find(world) {
    for (const telemetry of acting(world, 'Telemetry')) {
      const known = world.clusters.get(telemetry.cluster)?.meshConfig.extensionProviders;
      if (known === undefined) continue;
      for (const { name, path } of providersOf(telemetry.spec)) {
        if (known.includes(name) || BUILT_IN_PROVIDERS.includes(name)) continue;
        yield {
          on: telemetry,
          path: ['spec', ...path],
          message: `${objectName(telemetry)} sends to the extension provider '${name}', which the MeshConfig there does not have (${known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`}).`,
          why: 'istiod passes over a provider that it does not know: nothing is recorded, and nobody is told.',
          hint: "Add the provider to the extensionProviders of each cluster's MeshConfig, or correct its name.",
        };
      }
    }
  },
});

function* providersOf(spec: SpecOf['Telemetry']): Iterable<{ readonly name: string; readonly path: FieldPath }> {
  for (const use of ['accessLogging', 'metrics', 'tracing'] as const) {
    for (const [index, { providers }] of (spec[use] ?? []).entries()) {
      for (const [place, { name }] of (providers ?? []).entries())
        if (name !== undefined) yield { name, path: [use, index, 'providers', place, 'name'] };
    }
  }
}
