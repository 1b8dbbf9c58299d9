import { fullHost } from '../../istio/hosts.ts';
import { isVisibleTo } from '../../istio/visibility.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import type { World, WorldObject } from '../world.ts';
import { isForMesh } from './walks/gateways.ts';
import { namesOf } from './walks/wording.ts';

type VirtualService = WorldObject<'VirtualService'>;

interface Claim {
  readonly on: VirtualService;
  /** Index in `spec.hosts`. */
  readonly index: number;
  /** Namespaces in `exportTo`; `*` for everybody. */
  readonly scopes: readonly string[];
}

/** Sidecars of some namespace see two VirtualServices for one host. */
export const virtualServicesOnOneHost = defineObjectCheck({
  code: 'virtual-services-on-one-host',
  severity: 'error',
  equivalents: ['IST0109', 'KIA1106'],
  *find(world) {
    for (const cluster of world.configClusters) {
      for (const [host, claims] of claimsOf(world, cluster)) {
        if (claims.length < 2) continue;
        for (const claim of claims) {
          const rivals = claims.filter((other) => other.on !== claim.on && overlap(claim, other));
          if (rivals.length > 0) yield conflict(host, claim, rivals);
        }
      }
    }
  },
});

function claimsOf(world: World, cluster: string): ReadonlyMap<string, readonly Claim[]> {
  const byDefault = world.clusters.get(cluster)?.meshConfig.defaultVirtualServiceExportTo ?? ['*'];
  const claims = new Map<string, Claim[]>();
  for (const on of world.ofKind('VirtualService', cluster)) {
    const { hosts = [], exportTo = [] } = on.spec;
    if (!isForMesh(on.spec)) continue;
    const listed = exportTo.length === 0 ? byDefault : exportTo;
    const scopes = isVisibleTo(listed, on.namespace, '*')
      ? ['*']
      : listed.map((token) => (token === '.' ? on.namespace : token));
    for (const [index, host] of hosts.entries()) {
      const key = fullHost(host, on.namespace).toLowerCase();
      const known = claims.get(key);
      if (known) known.push({ on, index, scopes });
      else claims.set(key, [{ on, index, scopes }]);
    }
  }
  return claims;
}

function overlap({ scopes: a }: Claim, { scopes: b }: Claim): boolean {
  return a[0] === '*' || b[0] === '*' || a.some((scope) => b.includes(scope));
}

function conflict(host: string, { on, index, scopes }: Claim, rivals: readonly Claim[]) {
  // Between one for everybody and one for named namespaces the narrower wins, whoever is older.
  const ranked = rivals.every((rival) => (rival.scopes[0] === '*') !== (scopes[0] === '*'));
  const others = rivals.map((rival) => rival.on);
  return {
    on,
    path: ['spec', 'hosts', index],
    message: `${objectName(on)} has the host '${host}', and so has VirtualService ${namesOf(others)}: sidecars of some namespace see both.`,
    why: ranked
      ? 'A sidecar follows one VirtualService for a host. Where both are visible the one with the narrower exportTo decides alone; no route of the other is tried.'
      : 'A sidecar follows one VirtualService for a host, the oldest, and drops the others without a word. Who is oldest may differ per cluster and changes when one is created anew.',
    hint: ranked
      ? 'If the narrower one is meant to replace the other, repeat in it what should still hold; else join them, or give them exportTo lists that do not meet.'
      : "Join them into one VirtualService, or give each an 'exportTo' that no namespace shares. For the pieces of several teams use delegates.",
    ...(ranked && { severity: 'warning' as const }),
    related: rivals.map((rival) => ({
      message: 'the host is here too',
      on: rival.on,
      path: ['spec', 'hosts', rival.index],
    })),
  };
}
