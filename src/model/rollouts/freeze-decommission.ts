import type { Freezing } from '../freezing.ts';
import type { MeshSnapshot } from '../snapshot-types.ts';
import type { Cluster } from '../topology/cluster.ts';

/** The clusters that are given up. Refused while anything of the mesh still needs one of them. */
export function freezeDecommission(
  mesh: MeshSnapshot,
  clusters: readonly Cluster[],
  freezing: Freezing,
): Pick<MeshSnapshot, 'decommissioned'> {
  const leaving = clusters.filter(({ props }) => props.decommission !== undefined);
  if (leaving.length === 0) return {};
  const names = leaving.map(({ node }) => node.id);
  reportUnknown(leaving, freezing);
  for (const cluster of leaving) {
    const needs = needsOf(mesh, cluster.node.id, names);
    if (needs.length === 0) continue;
    freezing.report({
      code: 'cluster-still-in-use',
      at: freezing.placeOf(cluster),
      message: `Cluster '${cluster.node.id}' is to be decommissioned, and ${needs.join('; ')}.`,
      why: 'Its routes and gateways would go while requests still need them.',
      hint: 'Take it out of what uses it, let that reach all clusters and its pods end, and set decommission after that.',
    });
  }
  if (names.length === mesh.inventory.clusters.length) reportAll(leaving[0]!, freezing);
  const said = leaving.map(({ node, props }) => [node.id, props.decommission ?? 'close'] as const);
  return { decommissioned: Object.fromEntries([...said].sort(([x], [y]) => (x < y ? -1 : 1))) };
}

/** Programs run without being type-checked. */
function reportUnknown(leaving: readonly Cluster[], freezing: Freezing): void {
  for (const cluster of leaving) {
    const said: unknown = cluster.props.decommission;
    if (said === 'close' || said === 'empty') continue;
    freezing.report({
      code: 'invalid-setting',
      at: freezing.placeOf(cluster),
      message: `Cluster '${cluster.node.id}' has decommission set to something else than 'close' and 'empty'.`,
      why: 'It would not be known what is to stay in the cluster.',
      hint: "Write 'close' first, 'empty' when that is through, and leave it out for a cluster that stays.",
    });
  }
}

function needsOf({ inventory, canaries }: MeshSnapshot, name: string, leaving: readonly string[]): string[] {
  const { services, gateways, clusters } = inventory;
  const of = (what: string, keys: readonly string[]) => (keys.length > 0 ? [`${what} ${keys.join(', ')}`] : []);
  const runs = services.filter(({ runsIn }) => runsIn.some(({ cluster }) => cluster === name));
  const served = clusters.filter(({ configCluster }) => configCluster === name);
  const moved = canaries.filter(({ spec }) => spec.waves.some((wave) => wave.clusters.includes(name)));
  return [
    ...of(
      'it runs',
      runs.map(({ key }) => key),
    ),
    ...of(
      'it has the gateways',
      gateways.filter((gateway) => gateway.clusters.includes(name)).map(({ key }) => key),
    ),
    ...of(
      'its istiod serves',
      served.map((one) => one.name).filter((other) => !leaving.includes(other)),
    ),
    ...of(
      'these canaries move requests from it:',
      moved.map(({ spec }) => spec.id),
    ),
  ];
}

function reportAll(cluster: Cluster, freezing: Freezing): void {
  freezing.report({
    code: 'cluster-still-in-use',
    at: freezing.placeOf(cluster),
    message: 'All clusters of the mesh are to be decommissioned.',
    why: 'Nothing would be left to describe: that is no rollout any more.',
    hint: 'To give a mesh up, remove its folder from the applied tree by hand.',
  });
}
