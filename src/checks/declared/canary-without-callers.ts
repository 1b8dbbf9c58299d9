import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { canaryName, counted, named } from './walks/wording.ts';

/** Waves are made of client clusters: where requests start, not where they are served. */
export const canaryWithoutCallers = defineCheck({
  code: 'canary-without-callers',
  severity: 'error',
  *find({ index }) {
    for (const canary of index.mesh.canaries) {
      const service = index.services.get(canary.spec.service);
      if (!service) continue;
      const clients = new Set(index.clientClusters(service));
      const waves = new Set(canary.spec.waves.flatMap((wave) => wave.clusters));
      const idle = [...waves].filter((cluster) => index.clusters.has(cluster) && !clients.has(cluster)).sort();
      if (idle.length === 0) continue;
      const callers =
        clients.size === 0 ? 'Nothing calls the service; see its callers.' : `Callers run in ${named(clients)}.`;
      yield {
        at: canary.at,
        message: `Canary '${canaryName(canary)}' has ${counted('cluster', idle)} in its waves, from which nothing calls service '${service.key}'.`,
        why: 'Its steps there would be pull requests that move no traffic and prove nothing about the new version.',
        hint: `A wave names the clusters of callers, not of the service. ${callers}`,
        related: [{ message: 'callers of the service are declared here', at: placeOfService(index, service.key) }],
      };
    }
  },
});
