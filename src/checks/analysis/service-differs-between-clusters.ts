import type { ServicePortFacts, ServiceSurroundings } from '../../istio/facts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import { groupBy } from '../walks/scope.ts';
import { type ServiceCopy, serviceCopies } from './walks/service-copies.ts';
import { listed } from './walks/wording.ts';

/** Clusters have Services of one name whose ports or kind are not the same. */
export const serviceDiffersBetweenClusters = defineObjectCheck({
  code: 'service-differs-between-clusters',
  severity: 'warning',
  equivalents: ['IST0170'],
  *find(world) {
    const copies = groupBy(serviceCopies(world), ({ facts }) => facts.host);
    for (const [host, services] of groupBy(world.facts.services, (service) => service.host)) {
      if (services.length < 2) continue;
      const [usual, ...others] = [...services].sort(byClusters);
      for (const other of others) {
        const differences = differencesOf(usual!, other);
        if (differences.length > 0) yield finding(usual!, other, differences, copies.get(host) ?? []);
      }
    }
  },
});

/** What most clusters have comes first; of equally many, what the first in the alphabet has. */
function byClusters(a: ServiceSurroundings, b: ServiceSurroundings): number {
  if (a.clusters.length !== b.clusters.length) return b.clusters.length - a.clusters.length;
  return first(a) < first(b) ? -1 : 1;
}

function first({ clusters }: ServiceSurroundings): string {
  return [...clusters].sort()[0] ?? '';
}

function differencesOf(usual: ServiceSurroundings, other: ServiceSurroundings): string[] {
  const differences: string[] = [];
  if (usual.headless !== other.headless)
    differences.push(other.headless ? 'it is headless only there' : 'it is headless except there');
  if ((usual.externalName === undefined) !== (other.externalName === undefined))
    differences.push(
      other.externalName === undefined ? 'it is an ExternalName except there' : 'it is an ExternalName only there',
    );
  for (const number of new Set([...usual.ports, ...other.ports].map((port) => port.number))) {
    const here = usual.ports.filter((port) => port.number === number);
    const there = other.ports.filter((port) => port.number === number);
    const [text, theirs] = [printPorts(here), printPorts(there)];
    if (text === theirs) continue;
    if (here.length === 0) differences.push(`port ${number} exists only there`);
    else if (there.length === 0) differences.push(`port ${number} does not exist there`);
    else differences.push(`port ${number} is ${theirs} there and ${text} elsewhere`);
  }
  return differences;
}

function printPorts(ports: readonly ServicePortFacts[]): string {
  return ports
    .map(({ name, protocol, targetPort }) => `'${name}' (${protocol ?? 'no known protocol'}, to ${targetPort})`)
    .sort()
    .join(' and ');
}

function finding(
  usual: ServiceSurroundings,
  other: ServiceSurroundings,
  differences: readonly string[],
  copies: readonly ServiceCopy[],
): ObjectFinding {
  const on = copies.find(({ facts }) => facts === other)?.on;
  const model = copies.find(({ facts }) => facts === usual)?.on;
  const where = `${other.clusters.length === 1 ? 'cluster' : 'clusters'} ${listed([...other.clusters].sort())}`;
  return {
    on,
    ...(on ? { path: ['spec', 'ports'] } : { subject: `services/${other.namespace}/${other.name}` }),
    clusters: other.clusters,
    message: `${on ? objectName(on) : `Service ${other.namespace}/${other.name}`} is not in ${where} what it is in ${listed([...usual.clusters].sort())}: ${listed(differences)}.`,
    why: 'Services of one name are one service of the mesh, and each istiod takes the ports of its own copy: calls to endpoints of other clusters then find no port, or another protocol than they speak.',
    hint: 'Give the Service the same ports (name, number, protocol, targetPort) and the same kind in every cluster.',
    ...(model && { related: [{ message: 'the other clusters have this', on: model, path: ['spec', 'ports'] }] }),
  };
}
