import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { portsOfCopy, serviceCopies } from './walks/service-copies.ts';

/** A port of a Service of type ExternalName is plain TCP, or nobody says what it is. */
export const externalNamePort = defineObjectCheck({
  code: 'external-name-port',
  severity: 'warning',
  equivalents: ['IST0150'],
  *find(world) {
    for (const copy of serviceCopies(world)) {
      if (copy.facts.externalName === undefined) continue;
      for (const { port, index } of portsOfCopy(copy)) {
        if (port.protocol !== undefined && port.protocol !== 'TCP') continue;
        yield {
          on: copy.on,
          path: ['spec', 'ports', index],
          message: `${objectName(copy.on)} is an ExternalName, and its port ${port.number}${port.name && ` ('${port.name}')`} is ${port.protocol === undefined ? 'of no known protocol' : 'plain TCP'}.`,
          why: 'A Service without an address of its own that is TCP makes every sidecar listen on the port for all addresses: connections to other hosts on that port go to this one.',
          hint: "Name the port after what is spoken on it ('http', 'https', 'tls'): then Envoy tells hosts apart by Host header or SNI.",
        };
      }
    }
  },
});
