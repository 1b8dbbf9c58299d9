import { fullHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck, type ObjectFinding } from '../object-check.ts';
import { groupBy } from '../walks/scope.ts';
import type { World, WorldObject } from '../world.ts';
import { isForMesh } from './walks/gateways.ts';
import { newcomers } from './walks/rivals.ts';
import { listed, namesOf } from './walks/wording.ts';

interface Claim {
  readonly on: WorldObject<'VirtualService'>;
  readonly host: string;
  /** Index in `spec.hosts`. */
  readonly index: number;
  /** Namespaces it is exported to; `*` for all. */
  readonly scopes: readonly string[];
}

interface Conflict {
  readonly one: Claim;
  readonly older: readonly Claim[];
}

/** Sidecars of some namespace see two VirtualServices for one host. */
export const virtualServicesOnOneHost = defineObjectCheck({
  code: 'virtual-services-on-one-host',
  severity: 'error',
  equivalents: ['IST0109', 'KIA1106'],
  *find(world) {
    for (const cluster of world.configClusters) {
      const conflicts: Conflict[] = [];
      for (const [, claims] of groupBy(claimsOf(world, cluster), ({ host }) => host.toLowerCase())) {
        conflicts.push(...newcomers(claims, meet));
      }
      const byObject = new Map<WorldObject, Conflict[]>();
      for (const conflict of conflicts) {
        byObject.set(conflict.one.on, [...(byObject.get(conflict.one.on) ?? []), conflict]);
      }
      for (const own of byObject.values()) yield finding(own.sort((a, b) => a.one.index - b.one.index));
    }
  },
});

function claimsOf(world: World, cluster: string): Claim[] {
  const byDefault = world.clusters.get(cluster)?.meshConfig.defaultVirtualServiceExportTo ?? ['*'];
  return world.ofKind('VirtualService', cluster).flatMap((on) => {
    if (!isForMesh(on.spec)) return [];
    const hosts = on.spec.hosts ?? [];
    const exportTo = on.spec.exportTo ?? [];
    const exported = exportTo.length === 0 ? byDefault : exportTo;
    const scopes = exported.includes('*') ? ['*'] : exported.map((token) => (token === '.' ? on.namespace : token));
    return hosts.map((host, index) => ({ on, host: fullHost(host, on.namespace), index, scopes }));
  });
}

function isForAll({ scopes }: Claim): boolean {
  return scopes[0] === '*';
}

function meet(one: Claim, other: Claim): boolean {
  return isForAll(one) || isForAll(other) || one.scopes.some((scope) => other.scopes.includes(scope));
}

function finding(conflicts: readonly Conflict[]): ObjectFinding {
  const [{ one }] = conflicts as [Conflict];
  const older = conflicts.flatMap((conflict) => conflict.older);
  // Between one for everybody and one for named namespaces the narrower wins, whoever is older.
  const ranked = conflicts.every((conflict) =>
    conflict.older.every((other) => isForAll(other) !== isForAll(conflict.one)),
  );
  const hosts = conflicts.map((conflict) => `'${conflict.one.host}'`);
  return {
    on: one.on,
    path: ['spec', 'hosts', one.index],
    message: `${objectName(one.on)} is for ${listed(hosts)}, and so is VirtualService ${namesOf(older.map(({ on }) => on))}: sidecars of some namespace see both.`,
    why: ranked
      ? 'A sidecar follows one VirtualService for a host. Where both are visible the one with the narrower exportTo decides alone; no route of the other is tried.'
      : 'A sidecar follows one VirtualService for a host, the oldest, and drops the others without a word. Who is oldest may differ per cluster and changes when one is created anew.',
    hint: ranked
      ? 'If the narrower one is meant to replace the other, repeat in it what should still hold; else join them, or give them exportTo lists that do not meet.'
      : "Join them into one VirtualService, or give them 'exportTo' lists that do not meet. For the pieces of several teams use delegates.",
    ...(ranked && { severity: 'warning' as const }),
    related: older.map(({ on, index }) => ({ message: 'the host is here too', on, path: ['spec', 'hosts', index] })),
  };
}
