import type { ServiceFacts } from '../../istio/inventory.ts';
import type { MeshIndex } from '../../lower/mesh-index.ts';
import type { CanarySnapshot } from '../../model/snapshot-types.ts';
import { movesOf } from '../../model/specs.ts';
import { type CheckFinding, defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { canaryName, counted, named } from './walks/wording.ts';

/** Waves are made of client clusters: where requests start, not where they are served. */
export const canaryWithoutCallers = defineCheck({
  code: 'canary-without-callers',
  severity: 'error',
  *find({ index }) {
    for (const canary of index.mesh.canaries) {
      const services = movesOf(canary.spec).flatMap(({ service }) => index.services.get(service) ?? []);
      const waves = new Set(canary.spec.waves.flatMap((wave) => wave.clusters));
      const called = new Set(services.flatMap((service) => index.clientClusters(service)));
      const idle = [...waves].filter((cluster) => index.clusters.has(cluster) && !called.has(cluster)).sort();
      if (services.length > 0 && idle.length > 0) yield idleWaves(index, canary, services, idle);
      // Of several services each may have callers in some of the waves alone, but in none it does not move at all.
      const still = services.filter((service) => !index.clientClusters(service).some((cluster) => waves.has(cluster)));
      if (still.length < services.length) for (const service of still) yield stillService(index, canary, service);
    }
  },
});

function idleWaves(
  index: MeshIndex,
  canary: CanarySnapshot,
  services: readonly ServiceFacts[],
  idle: readonly string[],
): CheckFinding {
  const keys = services.map(({ key }) => key);
  const which = keys.length === 1 ? `service '${keys[0]}'` : `any of services ${named(keys)}`;
  return {
    at: canary.at,
    message: `Canary '${canaryName(canary)}' has ${counted('cluster', idle)} in its waves, from which nothing calls ${which}.`,
    why: 'Its steps there would be pull requests that move no traffic and prove nothing about the new version.',
    hint: `A wave names the clusters of callers, not of the service. ${services.map((service) => callersOf(index, service, services.length > 1)).join(' ')}`,
    related: services.map(({ key }) => declared(index, key)),
  };
}

function stillService(index: MeshIndex, canary: CanarySnapshot, service: ServiceFacts): CheckFinding {
  return {
    at: canary.at,
    message: `Canary '${canaryName(canary)}' moves service '${service.key}', which nothing calls from any cluster of its waves.`,
    why: 'The service would stay as it is for the whole rollout, and change in one step when its stable version does.',
    hint: `A wave names the clusters of callers, not of the service. ${callersOf(index, service, true)}`,
    related: [declared(index, service.key)],
  };
}

function callersOf(index: MeshIndex, service: ServiceFacts, several: boolean): string {
  const clients = index.clientClusters(service);
  const which = several ? `'${service.key}'` : 'the service';
  if (clients.length === 0) return `Nothing calls ${which}; see its callers.`;
  return `Callers ${several ? `of ${which} ` : ''}run in ${named(clients)}.`;
}

function declared(index: MeshIndex, key: string) {
  return { message: 'callers of the service are declared here', at: placeOfService(index, key) };
}
