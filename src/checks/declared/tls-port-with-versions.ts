import { portsOf } from '../../lower/mesh-index.ts';
import { defineCheck } from './check.ts';
import { placeOfService } from './walks/callers.ts';
import { counted, named } from './walks/wording.ts';

/** Requests inside TLS that the application ends itself cannot be told apart, so they cannot be pinned to a version. */
export const tlsPortWithVersions = defineCheck({
  code: 'tls-port-with-versions',
  severity: 'error',
  *find({ index }) {
    for (const service of index.mesh.inventory.services) {
      const ports = portsOf(service, 'tls');
      if (ports.length === 0 || service.versions.length < 2) continue;
      yield {
        at: placeOfService(index, service.key),
        message: `Service '${service.key}' has the versions ${named(service.versions.map(({ name }) => name))} and ${counted(
          'port',
          ports.map(({ name }) => name),
        )} of protocol ${ports[0]?.protocol}.`,
        why: 'Meshwright writes no routes for TLS that the application ends: calls to the port would reach pods of every version.',
        hint: "Let sidecars encrypt and serve plain HTTP; or name the port 'tcp-…' here and in the Kubernetes Service, which splits by connection; or make the port a service of its own without versions.",
      };
    }
  },
});
