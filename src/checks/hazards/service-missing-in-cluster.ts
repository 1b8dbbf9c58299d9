import { fullHost, isWildcardHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { isMeshBound } from './walks/gateways.ts';
import { servicesOf } from './walks/pods.ts';

/** Routes for callers of a Service whose cluster does not have it: their DNS has no answer. */
export const serviceMissingInCluster = defineObjectCheck({
  code: 'service-missing-in-cluster',
  severity: 'warning',
  *find(world) {
    for (const object of world.ofKind('VirtualService')) {
      if (!isMeshBound(object) || !world.configClusters.includes(object.cluster)) continue;
      for (const [index, written] of (object.spec.hosts ?? []).entries()) {
        const host = fullHost(written, object.namespace);
        if (isWildcardHost(host)) continue;
        const clusters = [...new Set(servicesOf(world, host).flatMap((service) => service.clusters))].sort();
        const served = world.facts.clusters.filter((cluster) => cluster.configCluster === object.cluster);
        if (clusters.length === 0 || served.some((cluster) => clusters.includes(cluster.name))) continue;
        yield {
          on: object,
          path: ['spec', 'hosts', index],
          message: `${objectName(object)} routes calls to ${host}, whose Service is in ${clusters.join(', ')} only.`,
          why: 'Kubernetes resolves only Services of the own cluster: an application here that calls the name gets no address and never reaches its proxy.',
          hint: 'Create the Service (without pods) in this cluster too, or switch DNS capture of the proxies on.',
        };
      }
    }
  },
});
