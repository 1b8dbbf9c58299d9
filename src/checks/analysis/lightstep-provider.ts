import { itemOf, listOf, textOf } from '../../istio/message.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';
import { meshConfigMaps } from './walks/mesh-config.ts';

/** A Telemetry sends traces by the Lightstep provider, which Istio gives up. */
export const lightstepProvider = defineObjectCheck({
  code: 'lightstep-provider',
  severity: 'warning',
  equivalents: ['IST0002'],
  *find(world) {
    const maps = meshConfigMaps(world);
    for (const telemetry of acting(world, 'Telemetry')) {
      const providers = listOf(itemOf(maps.get(telemetry.cluster)?.mesh).extensionProviders).map(itemOf);
      const deprecated = providers.flatMap(({ name, lightstep }) => (lightstep ? [textOf(name)] : []));
      for (const [index, { providers: used }] of (telemetry.spec.tracing ?? []).entries()) {
        for (const [at, { name }] of (used ?? []).entries()) {
          if (!deprecated.includes(name)) continue;
          yield {
            on: telemetry,
            path: ['spec', 'tracing', index, 'providers', at, 'name'],
            message: `${objectName(telemetry)} sends traces by '${name}', a Lightstep provider, which is deprecated.`,
            why: 'A later release of Istio will not have it: traces then stop.',
            hint: 'Send them by an OpenTelemetry provider.',
          };
        }
      }
    }
  },
});
