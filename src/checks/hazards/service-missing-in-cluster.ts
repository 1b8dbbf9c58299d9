import type { ServiceSurroundings } from '../../istio/facts.ts';
import { fullHost, isWildcardHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World } from '../world.ts';
import { isMeshBound } from './walks/gateways.ts';
import { servicesOf } from './walks/pods.ts';

/** Routes for callers of a Service whose cluster does not have it: their DNS has no answer. */
export const serviceMissingInCluster = defineObjectCheck({
  code: 'service-missing-in-cluster',
  severity: 'warning',
  *find(world) {
    for (const object of world.configClusters.flatMap((cluster) => world.ofKind('VirtualService', cluster))) {
      if (!isMeshBound(object)) continue;
      for (const [index, written] of (object.spec.hosts ?? []).entries()) {
        const host = fullHost(written, object.namespace);
        const services = isWildcardHost(host) ? [] : servicesOf(world, host);
        if (services.length === 0 || services.some((service) => isServed(world, service, object.cluster))) continue;
        const clusters = [...new Set(services.flatMap((service) => service.clusters))].sort();
        if (clusters.length === 0) continue;
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

function isServed(world: World, { clusters }: ServiceSurroundings, configCluster: string): boolean {
  return clusters.some((name) => world.clusters.get(name)?.configCluster === configCluster);
}
