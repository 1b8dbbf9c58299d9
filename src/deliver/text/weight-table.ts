import { type CanarySpec, movesOf } from '../../model/specs.ts';
import { percent, shortTable } from '../../report/table.ts';
import { versionWords } from '../../schedule/moves.ts';
import type { Proposal } from '../proposal.ts';
import { code } from './quote.ts';

/** By cluster of the clients: the share of each version, before and after. */
export function weightTable(canary: CanarySpec, { weights, weightsBefore }: Proposal['stage']): string {
  const { waves } = canary;
  const [from, to] = (['from', 'to'] as const).map((which) => versionWords(movesOf(canary), which, code));
  const clusters = [...new Set([...waves.flatMap((wave) => wave.clusters), ...Object.keys(weightsBefore)])];
  const rows = clusters.map((cluster) => {
    const [old, fresh] = [weightsBefore[cluster] ?? 0, weights[cluster] ?? 0];
    return [code(cluster), cell(1000 - old, 1000 - fresh), cell(old, fresh)];
  });
  return shortTable(['clients in', from ?? '', to ?? ''], rows, 'clusters');
}

function cell(old: number, fresh: number): string {
  return old === fresh ? percent(fresh) : `${percent(old)} → **${percent(fresh)}**`;
}
