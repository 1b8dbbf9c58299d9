import type { BundleMesh } from '../../emit/bundle.ts';
import type { CanarySpec } from '../../model/specs.ts';
import { type Opening, openingOf } from '../../report/openings.ts';
import { reachOf } from '../../report/reach.ts';
import { listed, percent } from '../../report/table.ts';
import type { Proposal } from '../proposal.ts';
import { code } from './quote.ts';
import { quotedCanary, quotedInventory, quotedWeights } from './quoted-mesh.ts';

/** Whose requests change their way and how many of them, and where those are served. */
export function canaryRisk(mesh: BundleMesh, canary: CanarySpec, stage: Proposal['stage']): string {
  const name = canary.service.slice(canary.service.indexOf('/') + 1);
  const clusters = canary.waves.flatMap((wave) => wave.clusters);
  const opening = openingOf(canary, stage.key);
  const who = opening ? opened(canary, opening) : affected(name, clusters, stage);
  return ['### Risk\n', who, ...reachLines(mesh, canary, stage)].join('\n');
}

function opened(canary: CanarySpec, { kind, clusters }: Opening): string {
  const to = code(canary.to);
  const where = listed(
    clusters.map((cluster) => code(cluster)),
    4,
  );
  if (kind === 'cohort') return `- Affected: requests of the cohort alone, from clients in ${where}.`;
  const share = percent(canary.mirror?.share ?? 0);
  return `- Affected: no answer to a caller. ${to} gets copies of up to ${share} of requests from clients in ${where}.`;
}

/** What share of whose requests changes its version. */
export function affected(
  service: string,
  clusters: readonly string[],
  { weights, weightsBefore }: Proposal['stage'],
): string {
  const all = new Set([...clusters, ...Object.keys(weightsBefore)]);
  const changes = [...all]
    .map((cluster) => ({ cluster, by: Math.abs((weights[cluster] ?? 0) - (weightsBefore[cluster] ?? 0)) }))
    .filter(({ by }) => by > 0);
  if (changes.length === 0) return '- Affected: no request changes its version.';
  const most = Math.max(...changes.map(({ by }) => by));
  const even = changes.every(({ by }) => by === most) ? '' : 'up to ';
  const where = listed(
    changes.map(({ cluster }) => code(cluster)),
    4,
  );
  return `- Affected: ${even}${percent(most)} of requests for ${code(service)} from clients in ${where}, ${changes.length} of ${all.size} clusters.`;
}

const LINES = 20;

/** What share of a cluster's requests would leave it: certain only where the version does not run there. */
function reachLines(mesh: BundleMesh, canary: CanarySpec, { weights }: Proposal['stage']): readonly string[] {
  const reached = Object.entries(quotedWeights(weights)).filter(([, weight]) => weight > 0);
  const inventory = quotedInventory(mesh.inventory);
  const lines = reached
    .slice(0, LINES)
    .map(([cluster, weight]) => `- ${reachOf(inventory, quotedCanary(canary), cluster, weight)}`);
  const left = reached.length - lines.length;
  return left > 0 ? [...lines, `- … and ${left} more clusters.`] : lines;
}
