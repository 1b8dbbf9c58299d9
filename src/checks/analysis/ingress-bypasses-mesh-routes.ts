import { fullHost } from '../../istio/hosts.ts';
import { objectName } from '../naming.ts';
import { defineObjectCheck } from '../object-check.ts';
import { isMirror, pathOf, type RuleTargets, type Target } from '../walks/destinations.ts';
import { allPods } from '../walks/pods.ts';
import { destinationsOf, targetsOf } from '../walks/routes.ts';
import { acting } from '../walks/scope.ts';
import type { World, WorldObject } from '../world.ts';
import { destinationRulesOf } from './walks/destination-rules.ts';
import { isForMesh } from './walks/gateways.ts';
import { hostsOf } from './walks/hosts.ts';
import { namesOf, unique } from './walks/wording.ts';

type VirtualService = WorldObject<'VirtualService'>;

/** A route of a gateway goes to all versions of a host that sidecars send to chosen ones. */
export const ingressBypassesMeshRoutes = defineObjectCheck({
  code: 'ingress-bypasses-mesh-routes',
  severity: 'warning',
  equivalents: ['IST0140'],
  *find(world) {
    for (const virtualService of acting(world, 'VirtualService')) {
      const { gateways, hosts } = virtualService.spec;
      if (!gateways?.some((name) => name !== 'mesh')) continue;
      for (const at of destinationsOf(world, virtualService)) {
        const { destination, host } = at;
        if (at.list !== 'http' || isMirror(at) || destination.subset) continue;
        const choosing = choosersOf(world, virtualService.cluster).get(host.toLowerCase()) ?? [];
        const port = destination.port?.number;
        const others = unique(
          choosing
            .filter((one) => one.on !== virtualService && (!port || !one.port || one.port === port))
            .map(({ on }) => on),
        );
        if (others.length === 0 || hosts?.includes(destination.host)) continue;
        yield {
          on: virtualService,
          path: [...pathOf(at), 'host'],
          message: `${objectName(virtualService)} sends what comes in at a gateway to '${destination.host}' without a subset, while VirtualService ${namesOf(others)} chooses subsets for calls inside the mesh.`,
          why: 'A gateway does not follow the routes of sidecars: requests from outside reach all versions, a canary in the middle of its rollout among them.',
          hint: 'Name the subset here too, or split here by the same weights; or bind the other VirtualService to the gateway as well.',
          related: others.map((on) => ({ message: 'subsets are chosen here', on, path: ['spec', 'hosts'] })),
        };
      }
    }
  },
});

interface Chooser {
  readonly on: VirtualService;
  /** The port of the destination; undefined: whichever is asked for. */
  readonly port: number | undefined;
}

/** VirtualServices of sidecars that send a host of theirs to subsets of itself. */
function choosersOf(world: World, cluster: string): ReadonlyMap<string, readonly Chooser[]> {
  return world.rememberOf('routes that choose subsets in', cluster, () => {
    const choosers = new Map<string, Chooser[]>();
    for (const on of world.ofKind('VirtualService', cluster)) {
      const { spec, namespace } = on;
      if (!isForMesh(spec)) continue;
      const own = new Set((spec.hosts ?? []).map((host) => fullHost(host, namespace).toLowerCase()));
      for (const { destination, host: full } of targetsOf(world, on).flatMap(chosen)) {
        const host = full.toLowerCase();
        const subset = destination.subset ?? '';
        if (!own.has(host) || isWhole(world, cluster, host, subset)) continue;
        const port = destination.port?.number;
        const known = choosers.get(host) ?? [];
        if (!known.some((one) => one.on === on && one.port === port)) choosers.set(host, [...known, { on, port }]);
      }
    }
    return choosers;
  });
}

function chosen({ list, targets }: RuleTargets): readonly Target[] {
  return list === 'http' ? targets.filter(({ destination }) => destination.subset) : [];
}

/** Whether all pods of a service are in the subset, so that choosing it changes nothing. */
function isWhole(world: World, cluster: string, host: string, subset: string): boolean {
  const rules = destinationRulesOf(world, cluster).all(host);
  const labels = rules.flatMap(({ spec }) => spec.subsets ?? []).find(({ name }) => name === subset)?.labels;
  const [declared, ...others] = hostsOf(world, cluster).find(host);
  if (!labels || !declared?.selector || others.length > 0) return false;
  const all = allPods(world).matching(declared.selector, declared.namespace);
  // Of a service that has known pods all are known.
  return (
    all.length > 0 &&
    all.length === allPods(world).matching({ ...declared.selector, ...labels }, declared.namespace).length
  );
}
