import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { groupBy } from '../walks/scope.ts';
import { podsOfSeveralServices } from './walks/services-of-pods.ts';
import { listed, unique } from './walks/wording.ts';

/** Services of the same pods lead from different ports to one port of the pods. */
export const targetPortOfTwoPorts = defineObjectCheck({
  code: 'target-port-of-two-ports',
  severity: 'warning',
  equivalents: ['IST0137'],
  *find(world) {
    for (const { template, ports } of podsOfSeveralServices(world)) {
      for (const [target, group] of groupBy(ports, ({ port }) => String(port.targetPort))) {
        const numbers = unique(group.map(({ port }) => port.number)).sort((a, b) => a - b);
        const names = unique(group.map(({ service }) => service.name)).sort();
        if (numbers.length < 2 || names.length < 2) continue;
        yield {
          on: template.on,
          path: ['metadata', 'name'],
          message: `${objectName(template.on)} is behind the Services ${listed(names)}, which lead to its port ${target} from the ports ${listed(numbers.map(String))}.`,
          why: 'A sidecar has one inbound listener for a port of its pod and takes name and protocol from one of the Services: telemetry and protocol are wrong for what comes through the other.',
          hint: 'Use the same port number and protocol in both Services, or let the pods listen on a port of its own for each.',
        };
      }
    }
  },
});
