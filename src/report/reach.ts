import type { Inventory } from '../istio/inventory.ts';
import type { CanarySpec, Permille } from '../model/specs.ts';
import { listed, percent } from './table.ts';

/** Where a cluster's requests for the new version are served, as far as the inventory can tell. */
export function reachOf(
  inventory: Inventory,
  { service, to, pinToCluster }: CanarySpec,
  cluster: string,
  weight: Permille,
): string {
  const serving = (inventory.services.find(({ key }) => key === service)?.runsIn ?? [])
    .filter(({ versions }) => versions.includes(to))
    .map((placement) => placement.cluster);
  const others = serving
    .filter((name) => name !== cluster)
    .map((name) => `${name}${crossing(inventory, cluster, name)}`);
  const share = percent(weight);
  if (!serving.includes(cluster))
    return `${cluster}: ${to} does not run there, so ${share} of its requests leave for ${listed(others, 4) || 'nowhere'}.`;
  if (pinToCluster || others.length === 0) return `${cluster}: ${to} runs there; none of its requests leave.`;
  return `${cluster}: ${to} runs there and in ${listed(others, 4)}; up to ${share} of its requests may leave.`;
}

function crossing({ clusters }: Inventory, from: string, to: string): string {
  const network = (name: string) => clusters.find((cluster) => cluster.name === name)?.network;
  return network(from) === network(to) ? '' : ` (network ${network(to)})`;
}
