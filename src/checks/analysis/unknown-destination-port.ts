import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { destinationsOf, isMirror, pathOf } from '../walks/destinations.ts';
import { type DeclaredHost, hostsOf, judgedByHosts } from './walks/hosts.ts';
import { listed, unique } from './walks/wording.ts';

/** A route leads to a port that the host does not have. */
export const unknownDestinationPort = defineObjectCheck({
  code: 'unknown-destination-port',
  severity: 'error',
  equivalents: ['IST0101'],
  *find(world) {
    for (const { object: virtualService, clusters } of judgedByHosts(world, 'VirtualService')) {
      const hosts = hostsOf(world, virtualService.cluster);
      for (const at of destinationsOf(virtualService)) {
        const { destination, host } = at;
        const port = destination.port?.number;
        if (port === undefined) continue;
        const declared = hosts.find(host);
        if (declared.length === 0 || haveAny(declared, port)) continue;
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

function haveAny(declared: readonly DeclaredHost[], port: number): boolean {
  return declared.some(({ ports }) => ports.includes(port));
}
