import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { servicePortsMistaken } from './walks/port-mistakes.ts';

/** `portLevelMtls` keyed by the port of a Service where the pods listen on another. */
export const portMtlsNamesServicePort = defineObjectCheck({
  code: 'port-mtls-names-service-port',
  severity: 'warning',
  *find(world) {
    for (const object of world.ofKind('PeerAuthentication')) {
      const labels = object.spec.selector?.matchLabels ?? {};
      const ports = Object.keys(object.spec.portLevelMtls ?? {});
      if (ports.length === 0 || Object.keys(labels).length === 0) continue;
      for (const { port, service, target } of servicePortsMistaken(world, object, labels, ports.map(Number))) {
        yield {
          on: object,
          path: ['spec', 'portLevelMtls', String(port)],
          message: `${objectName(object)} sets the mutual TLS of port ${port}; that is the port of Service '${service}', whose pods listen on ${target}.`,
          why: 'portLevelMtls means ports of the pods: no pod has this one, so the setting acts on nothing.',
          hint: `Write ${target}.`,
        };
      }
    }
  },
});
