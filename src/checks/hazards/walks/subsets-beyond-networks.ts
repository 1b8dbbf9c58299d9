import type { FieldPath } from '../../../istio/field-path.ts';
import { fullHost } from '../../../istio/hosts.ts';
import { selects } from '../../../istio/labels.ts';
import type { World, WorldObject } from '../../world.ts';
import { destinationsOf } from './destinations.ts';
import { gatewaysOfNetwork } from './network-gateways.ts';
import { podsOf } from './pods.ts';
import { rulesInForce, subsetNames } from './rules-in-force.ts';

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
    const judged = new Set<string>();
    return world.configClusters.flatMap((cluster) =>
      world.ofKind('VirtualService', cluster).flatMap((route) =>
        destinationsOf(route).flatMap(({ host, subset, used, path }) => {
          const key = `${cluster} ${host} ${subset}`;
          if (subset === undefined || !used || judged.has(key)) return [];
          judged.add(key);
          return beyond(world, route, path, host, subset);
        }),
      ),
    );
  });
}

function beyond(
  world: World,
  route: WorldObject<'VirtualService'>,
  path: FieldPath,
  host: string,
  subset: string,
): SubsetBeyond[] {
  const here = world.clusters.get(route.cluster)?.network;
  const labels = labelsOf(world, route, host, subset);
  if (!labels) return []; // the route names what its own cluster does not have: another check's finding
  const pods = podsOf(world, host).filter(
    (pod) => selects(withoutTopology(labels), pod.labels) && pod.proxy === 'sidecar' && pod.replicas !== 0,
  );
  const remotes = [...new Set(pods.map((pod) => pod.cluster))].filter(
    (name) => world.clusters.get(name)?.network !== here && pinAllows(labels, name),
  );
  return remotes.sort().flatMap((remote) => {
    const { network = '', configCluster = remote } = world.clusters.get(remote) ?? {};
    const gateway = gatewaysOfNetwork(world, network).find((one) => one.cluster === remote);
    if (!gateway) return [];
    const rules = rulesInForce(world, configCluster, gateway.namespace, host);
    if (subsetNames(rules).has(subset)) return [];
    const known = world
      .ofKind('DestinationRule', configCluster)
      .find((rule) => fullHost(rule.spec.host, rule.namespace) === host && subsetNames([rule]).has(subset));
    return [{ route, path, host, subset, remote, gatewayNamespace: gateway.namespace, rules, known }];
  });
}

function labelsOf(world: World, route: WorldObject<'VirtualService'>, host: string, subset: string) {
  const rules = rulesInForce(world, route.cluster, route.namespace, host);
  const found = rules.flatMap(({ spec }) => spec.subsets ?? []).find((one) => one.name === subset);
  return found && (found.labels ?? {});
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
