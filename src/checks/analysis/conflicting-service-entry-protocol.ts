import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { groupBy } from '../walks/scope.ts';
import type { World, WorldObject } from '../world.ts';
import { newcomers } from './walks/rivals.ts';
import { listed, namesOf, unique } from './walks/wording.ts';

interface PortOfHost {
  readonly on: WorldObject<'ServiceEntry'>;
  readonly host: string;
  readonly number: number;
  readonly protocol: string;
  readonly index: number;
  /** Namespaces it is exported to; `*` for all. */
  readonly scopes: readonly string[];
}

/** Two ServiceEntries give one port of one host different protocols. */
export const conflictingServiceEntryProtocol = defineObjectCheck({
  code: 'conflicting-service-entry-protocol',
  severity: 'warning',
  equivalents: ['IST0177'],
  *find(world) {
    for (const cluster of world.configClusters) {
      const ports = portsOf(world, cluster);
      for (const [, group] of groupBy(ports, ({ host, number }) => `${host} ${number}`)) {
        const meet = (one: PortOfHost, other: PortOfHost) => one.protocol !== other.protocol && overlap(one, other);
        for (const { one, older } of newcomers(group, meet)) yield conflict(one, older);
      }
    }
  },
});

function portsOf(world: World, cluster: string): PortOfHost[] {
  const byDefault = world.clusters.get(cluster)?.meshConfig.defaultServiceExportTo ?? ['*'];
  return world.ofKind('ServiceEntry', cluster).flatMap((on) => {
    const { hosts, ports } = on.spec;
    const exportTo = on.spec.exportTo ?? [];
    const listedTo = exportTo.length === 0 ? byDefault : exportTo;
    const scopes = listedTo.includes('*') ? ['*'] : listedTo.map((token) => (token === '.' ? on.namespace : token));
    return (hosts ?? []).flatMap((host) =>
      (ports ?? []).map(({ number, protocol }, index) => ({
        on,
        host: host.toLowerCase(),
        number,
        protocol: (protocol ?? '').toUpperCase(),
        index,
        scopes,
      })),
    );
  });
}

function overlap({ scopes: a }: PortOfHost, { scopes: b }: PortOfHost): boolean {
  return a[0] === '*' || b[0] === '*' || a.some((scope) => b.includes(scope));
}

function conflict({ on, host, number, protocol, index }: PortOfHost, rivals: readonly PortOfHost[]) {
  const theirs = listed(unique(rivals.map((rival) => rival.protocol || 'none')).sort());
  return {
    on,
    path: ['spec', 'ports', index, 'protocol'],
    message: `${objectName(on)} gives port ${number} of '${host}' the protocol ${protocol || 'none'}, and ServiceEntry ${namesOf(rivals.map((rival) => rival.on))} gives it ${theirs}.`,
    why: 'One of the two decides how Envoy treats the port, and which one may change: HTTP routes are then ignored, or bytes that are no HTTP refused.',
    hint: 'Declare the port once, or with one protocol everywhere; or give the ServiceEntries exportTo lists that do not meet.',
    related: rivals.map((rival) => ({
      message: 'the other protocol is here',
      on: rival.on,
      path: ['spec', 'ports', rival.index],
    })),
  };
}
