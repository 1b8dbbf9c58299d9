import type { FieldPath } from '../../../istio/field-path.ts';
import { fullHost } from '../../../istio/hosts.ts';
import { type Labels, selects } from '../../../istio/labels.ts';
import { pathOf, placed } from '../../walks/destinations.ts';
import { subsetsNamed, targetsOf } from '../../walks/routes.ts';
import type { World, WorldObject } from '../../world.ts';
import { gatewaysOfNetwork } from './network-gateways.ts';
import { podsOf } from './pods.ts';
import { rulesInForce } from './rules-in-force.ts';

/** A subset that a route names, that has pods in another network, and that the gateway there has no entry for. */
export interface SubsetBeyond {
  readonly route: WorldObject<'VirtualService'>;
  readonly path: FieldPath;
  readonly host: string;
  readonly subset: string;
  /** The cluster behind the gateway. */
  readonly remote: string;
  readonly gatewayNamespace: string;
  /** What the gateway goes by for this host, without the subset. */
  readonly rules: readonly WorldObject<'DestinationRule'>[];
  /** A rule of that cluster that does have it, unseen by the gateway. */
  readonly known: WorldObject<'DestinationRule'> | undefined;
}

export function subsetsBeyondNetworks(world: World): readonly SubsetBeyond[] {
  return world.remember('subsets beyond networks', () => {
    const networks = new Set(world.facts.clusters.map((cluster) => cluster.network));
    if (networks.size < 2) return [];
    const found: SubsetBeyond[] = [];
    for (const cluster of world.configClusters) {
      const here = world.clusters.get(cluster)?.network;
      const judged = new Map<string, Set<string>>();
      for (const route of world.ofKind('VirtualService', cluster)) {
        for (const { host, used } of subsetsNamed(world, route)) {
          const unjudged = used.filter((subset) => isNew(judged, host, subset));
          if (unjudged.length === 0) continue;
          const rules = rulesInForce(world, route.cluster, route.namespace, host);
          for (const subset of unjudged) {
            for (const lack of lackingOf(world, rules, host, subset)) {
              if (lack.network === here) continue;
              found.push({ ...lack, route, path: pathTo(world, route, host, subset), host, subset });
            }
          }
        }
      }
    }
    return found;
  });
}

function isNew(judged: Map<string, Set<string>>, host: string, subset: string): boolean {
  const subsets = judged.get(host);
  if (!subsets) judged.set(host, new Set([subset]));
  else if (subsets.has(subset)) return false;
  else subsets.add(subset);
  return true;
}

/** Of the first destination that uses the subset. */
function pathTo(world: World, route: WorldObject<'VirtualService'>, host: string, subset: string): FieldPath {
  for (const rule of targetsOf(world, route)) {
    const target = rule.targets.find((one) => one.host === host && one.destination.subset === subset && !one.unused);
    if (target) return pathOf(placed(rule, target));
  }
  return ['spec'];
}

type Rule = WorldObject<'DestinationRule'>;
type Lack = Omit<SubsetBeyond, 'route' | 'path' | 'host' | 'subset'> & { readonly network: string };

/** Clusters whose gateway has no entry for a subset that has pods there; found once for all callers with the same labels. */
function lackingOf(world: World, rules: readonly Rule[], host: string, subset: string): readonly Lack[] {
  const labels = labelsOf(rules, subset);
  if (!labels) return []; // the route names what its own cluster does not have: another check's finding
  const bySubset = world.rememberOf('clusters lacking subsets', host, () => new Map<string, Judged[]>());
  const judged = bySubset.get(subset) ?? [];
  for (const one of judged) if (isSame(one.labels, labels)) return one.lacks;
  const lacks = lacking(world, host, subset, labels);
  judged.push({ labels, lacks });
  bySubset.set(subset, judged);
  return lacks;
}

interface Judged {
  /** Of the subset, as some cluster has it. */
  readonly labels: Labels;
  readonly lacks: readonly Lack[];
}

function isSame(a: Labels, b: Labels): boolean {
  return a === b || (selects(a, b) && selects(b, a));
}

function lacking(world: World, host: string, subset: string, labels: Labels): readonly Lack[] {
  const wanted = withoutTopology(labels);
  const remotes = new Set<string>();
  for (const pod of podsOf(world, host)) {
    if (pod.proxy !== 'sidecar' || pod.replicas === 0 || remotes.has(pod.cluster)) continue;
    if (selects(wanted, pod.labels) && pinAllows(labels, pod.cluster)) remotes.add(pod.cluster);
  }
  return [...remotes].sort().flatMap((remote) => {
    const { network = '', configCluster = remote } = world.clusters.get(remote) ?? {};
    const gateway = gatewaysOfNetwork(world, network).find((one) => one.cluster === remote);
    if (!gateway) return [];
    const rules = rulesInForce(world, configCluster, gateway.namespace, host);
    if (rules.some((rule) => hasSubset(rule, subset))) return [];
    const known = world
      .ofKind('DestinationRule', configCluster)
      .find((rule) => fullHost(rule.spec.host, rule.namespace) === host && hasSubset(rule, subset));
    return [{ network, remote, gatewayNamespace: gateway.namespace, rules, known }];
  });
}

function hasSubset({ spec }: WorldObject<'DestinationRule'>, subset: string): boolean {
  return spec.subsets?.some(({ name }) => name === subset) ?? false;
}

function labelsOf(rules: readonly Rule[], subset: string): Labels | undefined {
  for (const { spec } of rules) {
    const found = spec.subsets?.find((one) => one.name === subset);
    if (found) return found.labels ?? {};
  }
  return undefined;
}

const TOPOLOGY = 'topology.istio.io/';

function withoutTopology(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith(TOPOLOGY)));
}

/** A subset pinned to a cluster by Istio's own label has endpoints there only. */
function pinAllows(labels: Readonly<Record<string, string>>, cluster: string): boolean {
  const pinned = labels[`${TOPOLOGY}cluster`];
  return pinned === undefined || pinned === cluster;
}
