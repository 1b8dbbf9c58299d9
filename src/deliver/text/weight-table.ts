import { type CanarySpec, movesOf } from '../../model/specs.ts';
import { percent, shortTable } from '../../report/table.ts';
import { versionWords } from '../../schedule/moves.ts';
import type { Proposal } from '../proposal.ts';
import { code } from './quote.ts';

/** A version whose share the new one takes over, and what it had in each cluster. */
export interface Replaced {
  /** As Markdown. */
  readonly words: string;
  readonly weights: Readonly<Record<string, number>>;
}

/** By cluster of the clients: the share of each version, before and after. */
export function weightTable(
  canary: CanarySpec,
  { weights, weightsBefore }: Proposal['stage'],
  replaced?: Replaced,
): string {
  const { waves } = canary;
  const [from, to] = (['from', 'to'] as const).map((which) => versionWords(movesOf(canary), which, code));
  const gone = replaced?.weights ?? {};
  const known = [...Object.keys(weightsBefore), ...Object.keys(gone)];
  const clusters = [...new Set([...waves.flatMap((wave) => wave.clusters), ...known])];
  const rows = clusters.map((cluster) => {
    const [old, fresh, taken] = [weightsBefore[cluster] ?? 0, weights[cluster] ?? 0, gone[cluster] ?? 0];
    const shares = [cell(1000 - old - taken, 1000 - fresh), cell(old, fresh)];
    return [code(cluster), ...(replaced ? shares.toSpliced(1, 0, cell(taken, 0)) : shares)];
  });
  const heads = replaced ? [from ?? '', replaced.words, to ?? ''] : [from ?? '', to ?? ''];
  return shortTable(['clients in', ...heads], rows, 'clusters');
}

function cell(old: number, fresh: number): string {
  return old === fresh ? percent(fresh) : `${percent(old)} → **${percent(fresh)}**`;
}
