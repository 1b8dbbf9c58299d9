import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { ClusterLocal } from './walks/cluster-local.ts';
import { counted } from './walks/wording.ts';

/** Declared callers of a service that is kept inside each cluster, in clusters that do not run it. */
export const clusterLocalRunsElsewhere = defineCheck({
  code: 'cluster-local-runs-elsewhere',
  severity: 'error',
  *find({ index }) {
    const local = new ClusterLocal(index);
    for (const service of index.services.values()) {
      if (service.callers === 'any' || service.external) continue;
      const servers = new Set(index.serverClusters(service));
      const clients = index.clientClusters(service).filter((client) => local.keeps(service.host, client));
      const stranded = clients.filter((client) => !servers.has(client));
      if (stranded.length === 0) continue;
      yield {
        at: placeOfService(index, service.key),
        message: `Service '${service.key}' is cluster-local to callers in ${counted('cluster', stranded)}, where it does not run.`,
        why: 'Their proxies get no endpoint of another cluster: every request fails with 503.',
        hint: `Run it there, too, or carve it out: serviceSettings: [{ hosts: ['${service.host}'], settings: { clusterLocal: false } }].`,
      };
    }
  },
});
