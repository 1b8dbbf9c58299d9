import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { isMirror, pathOf, type Target } from '../walks/destinations.ts';
import { Suspects } from '../walks/suspects.ts';
import { type Hosts, hostsOf, judgedByHosts } from './walks/hosts.ts';
import { listed, unique } from './walks/wording.ts';

/** A route leads to a port that the host does not have. */
export const unknownDestinationPort = defineObjectCheck({
  code: 'unknown-destination-port',
  severity: 'error',
  equivalents: ['IST0101'],
  *find(world) {
    const suspects = new Suspects(world);
    for (const { object: virtualService, clusters } of judgedByHosts(world, 'VirtualService')) {
      const hosts = hostsOf(world, virtualService.cluster);
      for (const at of suspects.of(virtualService, hosts, (target) => hasPort(hosts, target))) {
        const { destination, host } = at;
        const port = destination.port?.number;
        const declared = hosts.find(host);
        const ports = unique(declared.flatMap((one) => one.ports)).sort((a, b) => a - b);
        yield {
          on: virtualService,
          path: [...pathOf(at), 'port', 'number'],
          clusters,
          message: `${objectName(virtualService)} ${isMirror(at) ? 'mirrors' : 'routes'} to port ${port} of '${destination.host}', which has ${ports.length === 0 ? 'no ports' : `only ${listed(ports.map(String))}`}.`,
          why: 'Envoy has a cluster for each port of a service and none for this one: requests that take this route get 503 with the flag NC.',
          hint: 'Name a port of the Service. It is the number of the service port, not of the port that the pods listen on.',
        };
      }
    }
  },
});

function hasPort(hosts: Hosts, { destination, host }: Target): boolean {
  const port = destination.port?.number;
  const declared = hosts.find(host);
  return port === undefined || declared.length === 0 || declared.some(({ ports }) => ports.includes(port));
}
