import type { BundleMesh } from '../../emit/bundle.ts';
import { type CanarySpec, movesOf, perService } from '../../model/specs.ts';
import { type Opening, openingOf } from '../../report/openings.ts';
import { reachOf } from '../../report/reach.ts';
import { listed, percent } from '../../report/table.ts';
import { serviceWords, shortName, versionWords } from '../../schedule/moves.ts';
import { calledIn } from '../canary-facts.ts';
import type { Proposal } from '../proposal.ts';
import { movingAt } from './moving.ts';
import { code } from './quote.ts';
import { quotedCanary, quotedInventory } from './quoted-mesh.ts';

/** Whose requests change their way and how many of them, and where those are served. */
export function canaryRisk(mesh: BundleMesh, canary: CanarySpec, stage: Proposal['stage']): string {
  const moving = movingAt(mesh, canary, stage);
  const clusters = canary.waves.flatMap((wave) => wave.clusters);
  const opening = openingOf(canary, stage.key);
  const who = opening ? opened(moving, opening) : affected(serviceWords(movesOf(moving), code), clusters, stage);
  return ['### Risk\n', who, ...reachLines(mesh, canary, stage)].join('\n');
}

function opened(canary: CanarySpec, { kind, clusters }: Opening): string {
  const to = versionWords(movesOf(canary), 'to', code);
  const where = listed(
    clusters.map((cluster) => code(cluster)),
    4,
  );
  if (kind === 'cohort') return `- Affected: requests of the cohort alone, from clients in ${where}.`;
  const share = percent(canary.mirror?.share ?? 0);
  return `- Affected: no answer to a caller. ${to} gets copies of up to ${share} of requests from clients in ${where}.`;
}

/** What share of whose requests changes its version. `name`: of the service, quoted. */
export function affected(
  name: string,
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
  return `- Affected: ${even}${percent(most)} of requests for ${name} from clients in ${where}, ${changes.length} of ${all.size} clusters.`;
}

const LINES = 20;

/** What share of a cluster's requests would leave it: certain only where the version does not run there. */
function reachLines(mesh: BundleMesh, canary: CanarySpec, { weights }: Proposal['stage']): readonly string[] {
  const reached = Object.entries(weights).filter(([, weight]) => weight > 0);
  const inventory = quotedInventory(mesh.inventory);
  const each = perService(canary);
  const lines = each.flatMap((one) => {
    const isCalled = each.length === 1 ? () => true : calledIn(mesh, one);
    const where = each.length === 1 ? '' : `${code(shortName(one.service, each))} from `;
    const quoted = quotedCanary(one);
    return reached
      .filter(([cluster]) => isCalled(cluster))
      .map(([cluster, weight]) => `- ${where}${reachOf(inventory, quoted, code(cluster), weight)}`);
  });
  return shortened(lines);
}

function shortened(all: readonly string[]): readonly string[] {
  const lines = all.slice(0, LINES);
  const left = all.length - lines.length;
  return left > 0 ? [...lines, `- … and ${left} more clusters.`] : lines;
}
