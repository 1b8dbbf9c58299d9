import { portsOf } from '../../lower/mesh-index.ts';
import { tlsRoutesOf } from '../../lower/routes/stream-routes.ts';
import type { RouteSnapshot } from '../../model/snapshot-types.ts';
import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { counted, named } from './walks/wording.ts';

/**
 * Of TLS that the application ends itself nothing is known but the name that callers ask for: only routes for these names
 * pin connections to a version.
 */
export const tlsPortWithVersions = defineCheck({
  code: 'tls-port-with-versions',
  severity: 'error',
  *find({ index }) {
    for (const service of index.mesh.inventory.services) {
      if (service.versions.length < 2) continue;
      const routes = (index.routes.get(service.key) ?? []).filter(isForEveryCaller);
      const ports = portsOf(service, 'tls').filter((port) => tlsRoutesOf(service, routes, port).length === 0);
      if (ports.length === 0) continue;
      yield {
        at: placeOfService(index, service.key),
        message: `Service '${service.key}' has the versions ${named(service.versions.map(({ name }) => name))} and ${counted(
          'port',
          ports.map(({ name }) => name),
        )} of protocol ${ports[0]?.protocol}.`,
        why: 'Proxies see only the name that callers of such a port ask for, and no route says which: calls would reach pods of every version.',
        hint: "Say which names they ask for, as in new Route(cart, 'tls', { port: 'https', match: { sniHosts: ['cart.example'] } }). Or let sidecars encrypt and serve plain HTTP; or name the port 'tcp-…' here and in the Kubernetes Service, which splits by connection; or make the port a service of its own without versions.",
      };
    }
  },
});

function isForEveryCaller({ on, match }: RouteSnapshot): boolean {
  return on === undefined && match.some(({ from }) => from === undefined);
}
