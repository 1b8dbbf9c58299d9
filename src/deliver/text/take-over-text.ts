import type { BundleMesh } from '../../emit/bundle.ts';
import { type CanarySpec, movesOf } from '../../model/specs.ts';
import { byShare } from '../../report/schedule.ts';
import { listed, percent } from '../../report/table.ts';
import { movesIn, serviceWords, versionWords } from '../../schedule/moves.ts';
import type { RolloutState } from '../../schedule/state.ts';
import type { Proposal } from '../proposal.ts';
import { canaryText } from './canary-text.ts';
import type { Explanation } from './pull-request-text.ts';
import { code, plain } from './quote.ts';

/** A Canary in the place of a rollout under way, told to a reviewer. */
export function takeOverText(mesh: BundleMesh, canary: CanarySpec, proposal: Proposal, old: RolloutState): Explanation {
  const { stage } = proposal;
  const moves = movesOf(canary);
  const [to, from] = (['to', 'from'] as const).map((which) => versionWords(moves, which, code));
  const gone = versionWords(movesIn(old), 'to', code);
  const isSame = gone === to;
  const told = isSame
    ? canaryText(mesh, canary, { ...proposal, stage: { ...stage, weightsBefore: old.weights } })
    : canaryText(mesh, canary, proposal, { words: gone, weights: old.weights });
  const fresh = versionWords(moves, 'to', plain);
  const what = isSame
    ? `other steps for ${fresh}`
    : `${fresh} in the place of ${versionWords(movesIn(old), 'to', plain)}`;
  const title = `${serviceWords(moves, plain)}: ${what}`;
  const shares = Object.keys(stage.weights).filter((cluster) => (stage.weights[cluster] ?? 0) > 0);
  const taken =
    shares.length === 0
      ? `all requests for ${serviceWords(moves, code)} go to ${from}, and ${to} begins with its first step`
      : `of requests for ${serviceWords(moves, code)} ${sharesOf(stage.weights, to ?? '')}, and all others to ${from}`;
  return {
    title: stage.number === 0 ? title : `${title} (step ${stage.number} of ${stage.total})`,
    verdict: `**${isSame ? 'From now on' : `No request goes to ${gone} any more:`} ${taken}.** ${before(old, gone, isSame)}`,
    facts: told.facts,
    outlook: told.outlook,
  };
}

function sharesOf(weights: Readonly<Record<string, number>>, to: string): string {
  const moved = Object.keys(weights).filter((cluster) => (weights[cluster] ?? 0) > 0);
  return [...byShare(weights, moved)]
    .map(([share, clusters]) => `from clients in ${named(clusters)} ${percent(share)} go to ${to}`)
    .join('; ');
}

function before({ weights, rollout }: RolloutState, gone: string, isSame: boolean): string {
  const moved = Object.keys(weights).filter((cluster) => (weights[cluster] ?? 0) > 0);
  const had = [...byShare(weights, moved)].map(([share, clusters]) => `${percent(share)} in ${named(clusters)}`);
  const until = had.length === 0 ? 'no share yet' : had.join('; ');
  const ends = isSame
    ? `The rollout ${code(rollout)} goes on by its new Canary`
    : `The rollout ${code(rollout)} of that version ends here`;
  return `Until now ${gone} got ${until}. ${ends}.`;
}

function named(clusters: readonly string[]): string {
  return listed(
    clusters.map((cluster) => code(cluster)),
    4,
  );
}
