import { fullHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import { type DestinationAt, isMirror, pathOf, type Target } from '../walks/destinations.ts';
import { Suspects } from '../walks/suspects.ts';
import type { WorldObject } from '../world.ts';
import { isForMesh } from './walks/gateways.ts';
import { type Hosts, hostsOf, judgedByHosts } from './walks/hosts.ts';
import { listed, unique } from './walks/wording.ts';

/** The host has several ports and the route does not say which. */
export const destinationPortRequired = defineObjectCheck({
  code: 'destination-port-required',
  severity: 'error',
  equivalents: ['IST0112'],
  *find(world) {
    const suspects = new Suspects(world);
    for (const { object, clusters } of judgedByHosts(world, 'VirtualService')) {
      const hosts = hostsOf(world, object.cluster);
      for (const at of suspects.of(object, hosts, (target) => isClear(hosts, target))) {
        yield { ...finding(object, at, portsOf(hosts, at.host), hosts), clusters };
      }
    }
  },
});

function isClear(hosts: Hosts, { destination, host }: Target): boolean {
  return destination.port?.number !== undefined || portsOf(hosts, host).length < 2;
}

function portsOf(hosts: Hosts, host: string): number[] {
  return unique(hosts.find(host).flatMap((one) => one.ports)).sort((a, b) => a - b);
}

function finding(
  virtualService: WorldObject<'VirtualService'>,
  at: DestinationAt,
  ports: readonly number[],
  hosts: Hosts,
): ObjectFinding {
  const onlyListener = followsListener(virtualService, ports, hosts);
  return {
    on: virtualService,
    path: pathOf(at),
    message: `${objectName(virtualService)} ${isMirror(at) ? 'mirrors' : 'routes'} to '${at.destination.host}' and does not say to which of its ports ${listed(ports.map(String))}.`,
    why: onlyListener
      ? 'Sidecars keep the port that the client asked for. That works as long as every port of the hosts is one of the destination, and stops when the route is bound to a gateway.'
      : 'Envoy takes the number of the port that it listens on, and the service need not have it: requests then get 503 with the flag NC.',
    hint: "Name it: 'port: { number: … }'.",
    severity: onlyListener ? 'info' : 'error',
  };
}

/** For sidecars alone, and each port that clients can ask for exists at the destination. */
function followsListener(
  { spec, namespace }: WorldObject<'VirtualService'>,
  ports: readonly number[],
  hosts: Hosts,
): boolean {
  const gateways = spec.gateways ?? [];
  const names = spec.hosts ?? [];
  if (!isForMesh(spec) || gateways.some((name) => name !== 'mesh') || names.length === 0) return false;
  return names.every((name) => {
    const asked = portsOf(hosts, fullHost(name, namespace));
    return asked.length > 0 && asked.every((port) => ports.includes(port));
  });
}
