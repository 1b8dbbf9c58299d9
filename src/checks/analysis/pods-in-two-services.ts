import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { groupBy } from '../walks/scope.ts';
import { podsOfSeveralServices } from './walks/services-of-pods.ts';
import { listed, unique } from './walks/wording.ts';

/** Services of the same pods use one port number for TCP and for UDP. */
export const podsInTwoServices = defineObjectCheck({
  code: 'pods-in-two-services',
  severity: 'warning',
  equivalents: ['IST0116'],
  *find(world) {
    for (const { template, ports } of podsOfSeveralServices(world)) {
      for (const [number, group] of groupBy(ports, ({ port }) => String(port.number))) {
        const transports = unique(group.map(({ port }) => (port.protocol === 'UDP' ? 'UDP' : 'TCP')));
        const names = unique(group.map(({ service }) => service.name)).sort();
        if (transports.length < 2 || names.length < 2) continue;
        yield {
          on: template.on,
          path: ['metadata', 'name'],
          message: `${objectName(template.on)} is behind the Services ${listed(names)}, for which port ${number} is TCP in one and UDP in the other.`,
          why: 'The sidecar of a pod can treat a port in one way only: one of the two Services does not work as declared.',
          hint: 'Use different port numbers, or one Service with both.',
        };
      }
    }
  },
});
