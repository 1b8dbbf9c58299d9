import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { acting } from '../walks/scope.ts';
import type { World } from '../world.ts';
import { meshConfigMaps } from './walks/mesh-config.ts';

/** A Telemetry asks for access logs and nobody says where they go. */
export const accessLoggingWithoutProvider = defineObjectCheck({
  code: 'access-logging-without-provider',
  severity: 'warning',
  equivalents: ['IST0157'],
  *find(world) {
    for (const telemetry of acting(world, 'Telemetry')) {
      if (!lacksDefault(world, telemetry.cluster)) continue;
      for (const [index, { disabled, providers }] of (telemetry.spec.accessLogging ?? []).entries()) {
        if (disabled || (providers && providers.length > 0)) continue;
        yield {
          on: telemetry,
          path: ['spec', 'accessLogging', index],
          message: `${objectName(telemetry)} asks for access logs and names no provider, and MeshConfig has no default one.`,
          why: 'Without a provider the entry is ignored: nothing is logged.',
          hint: "Name one: 'providers: [{ name: envoy }]'; or set 'defaultProviders.accessLogging' in MeshConfig.",
        };
      }
    }
  },
});

/** Only where somebody described MeshConfig: nothing can be missing from what nobody showed. */
function lacksDefault(world: World, cluster: string): boolean {
  const config = world.clusters.get(cluster)?.meshConfig;
  const isDescribed =
    config?.extensionProviders !== undefined || meshConfigMaps(world).get(cluster)?.mesh !== undefined;
  return isDescribed && (config?.defaultAccessLogging ?? []).length === 0;
}
